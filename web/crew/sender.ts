import { api, ask, type Answer } from '@shared/api/client';
import type { Send, SendResult } from './outbox';
import type { Order, StoredItem } from './store';

const TIMEOUT_MILLISECONDS = 30_000;
const PHOTO_TIMEOUT_MILLISECONDS = 120_000;
/** No answer, too slow, too often, too busy: the same again later. */
const LATER = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

type Step = { [Action in StoredItem['action']]: string };
const STEP_PATHS = {
  accept: '/work-orders/{id}/acceptance',
  contact: '/work-orders/{id}/contact',
  make_safe: '/work-orders/{id}/safety',
} as const satisfies Partial<Step>;

/** Sends one stored item under its own key and says what came of it. */
export const sendItem: Send = async (item) => {
  const answer = await call(item);
  if (answer.ok) return { kind: 'done', order: orderIn(answer.data) };
  if (answer.status === 401) return { kind: 'signed_out' };
  if (LATER.has(answer.status)) return { kind: 'later' };
  if (item.action === 'resume' && answer.status === 409) return resumedAlready(item, answer);
  return { kind: 'refused', problem: answer.problem };
};

function call(item: StoredItem): Promise<Answer<unknown>> {
  const id = item.order_id;
  const params = { path: { id }, header: { 'Idempotency-Key': item.key } };
  const signal = AbortSignal.timeout(item.photo ? PHOTO_TIMEOUT_MILLISECONDS : TIMEOUT_MILLISECONDS);
  // What is stored was made by the pages of this app, to the shapes of the contract.
  const body = (item.body ?? {}) as never;
  switch (item.action) {
    case 'accept':
    case 'contact':
    case 'make_safe':
      return ask(api.POST(STEP_PATHS[item.action], { params, signal }));
    case 'arrive':
      return ask(api.POST('/work-orders/{id}/arrival', { params, body, signal }));
    case 'pause':
      return ask(api.POST('/work-orders/{id}/pauses', { params, body, signal }));
    case 'resume':
      return ask(api.DELETE('/work-orders/{id}/pauses/current', { params: { path: { id } }, signal }));
    case 'resolve':
      return ask(api.POST('/work-orders/{id}/resolution', { params, body, signal }));
    case 'request':
      return ask(api.POST('/work-orders/{id}/requests', { params, body, signal }));
    case 'note':
      return ask(api.POST('/work-orders/{id}/notes', { params, body, signal }));
    case 'photo':
      return ask(
        api.POST('/work-orders/{id}/photos', {
          params: { ...params, query: photoFacts(item) },
          headers: { 'Content-Type': 'image/jpeg' },
          body: new Blob([item.photo?.bytes ?? new ArrayBuffer(0)], { type: 'image/jpeg' }) as never,
          bodySerializer: (bytes) => bytes,
          signal,
        }),
      );
  }
}

/** What is said of a picture beside its bytes. */
function photoFacts(item: StoredItem): { step: 'before' | 'after' | 'other'; label?: string; latitude?: number; longitude?: number } {
  const { photo } = item;
  return { step: photo?.step ?? 'other', ...(photo?.label ? { label: photo.label } : {}), ...(photo?.position ?? {}) };
}

function orderIn(data: unknown): Order | null {
  return typeof data === 'object' && data !== null && 'allowed_actions' in data ? (data as Order) : null;
}

// Ending a pause has no key: a lost answer looks like a refusal when it is sent again.
async function resumedAlready(item: StoredItem, refusal: Answer<unknown>): Promise<SendResult> {
  const order = await ask(api.GET('/work-orders/{id}', { params: { path: { id: item.order_id } } }));
  if (order.ok && !order.data.paused) return { kind: 'done', order: order.data };
  if (!order.ok && LATER.has(order.status)) return { kind: 'later' };
  return refusal.ok ? { kind: 'later' } : { kind: 'refused', problem: refusal.problem };
}
