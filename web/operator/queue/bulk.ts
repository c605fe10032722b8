import { api, ask, newKey, problemText, type Answer, type Schemas } from '../../shared/api/client';

type Order = Schemas['WorkOrder'];

export interface BulkFailure {
  number: string;
  why: string;
}
export interface BulkResult {
  done: Order[];
  failed: BulkFailure[];
  /** Not tried, because it was stopped. */
  left: number;
}

export type Assign = (order: Order, crew: string, reason: string) => Promise<Answer<Order>>;

/** An order as it was seen: what changed meanwhile is refused, not overwritten. */
export const assignOne: Assign = (order, crew, reason) =>
  ask(
    api.PUT('/work-orders/{id}/assignment', {
      params: { path: { id: order.id }, header: { 'If-Match': `"${order.version}"`, 'Idempotency-Key': newKey() } },
      body: { ...(crew ? { crew_id: crew } : {}), ...(reason ? { reason } : {}) },
    }),
  );

/** Sends a crew to each order, one after the other; each failure keeps its number and its reason. */
export async function assignAll(
  orders: readonly Order[],
  crew: string,
  reason: string,
  tell: (tried: number) => void,
  stopped: () => boolean,
  assign: Assign = assignOne,
): Promise<BulkResult> {
  const result: BulkResult = { done: [], failed: [], left: 0 };
  for (const [place, order] of orders.entries()) {
    if (stopped()) {
      result.left = orders.length - place;
      break;
    }
    const answer = await assign(order, crew, reason);
    if (answer.ok) result.done.push(answer.data);
    else result.failed.push({ number: order.number, why: problemText(answer.problem) });
    tell(place + 1);
  }
  return result;
}

/** Which orders an outage was refused for, by the place in the list that the server names. */
export function refusedOrders(problem: { errors?: readonly { field: string; detail: string }[] | null }, orders: readonly Order[]): BulkFailure[] {
  return (problem.errors ?? []).flatMap((error) => {
    const place = /^work_order_ids\[(\d+)\]$/.exec(error.field)?.[1];
    return place ? [{ number: orders[Number(place)]?.number ?? '?', why: error.detail }] : [];
  });
}
