/** What a message to this phone says, and how it is shown. */
export interface Notice {
  body: string;
  tag: string;
  order: string;
  urgent: boolean;
}

const AT_LEAST = '有工单的消息，打开看看';

/** A message that cannot be read is shown all the same: browsers stop those who are told and show nothing. */
export function noticeOf(text: string | undefined): Notice {
  let said: unknown = null;
  try {
    said = JSON.parse(text ?? '');
  } catch {
    // Then it says only that there is something.
  }
  const fields = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  const order = typeof fields.order === 'string' && /^\d+$/.test(fields.order) ? fields.order : '';
  return {
    body: typeof fields.text === 'string' && fields.text ? fields.text : AT_LEAST,
    tag: order ? `order-${order}` : 'orders',
    order,
    urgent: fields.urgent === true,
  };
}

export const pageOf = (order: unknown): string => (typeof order === 'string' && /^\d+$/.test(order) ? `/crew/orders/${order}` : '/crew/');
