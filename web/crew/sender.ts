import { api, ask, type Answer } from '@shared/api/client';
import type { Send, SendResult } from './drain';
import type { Order, PhotoStep, StoredItem } from './store';

const TIMEOUT_MILLISECONDS = 30_000;
const PHOTO_TIMEOUT_MILLISECONDS = 120_000;
/** No answer, too slow, too often, too busy, disk full: the same again later, and nothing else before. */
const LATER = new Set([0, 408, 425, 429, 502, 503, 504, 507]);
/** What is owed comes before all else; the page asks for it. */
const OWED = new Set(['password_owed', 'second_factor_owed', 'csrf_token_needed']);

type Step = { [Action in StoredItem['action']]: string };
const STEP_PATHS = {
  accept: '/work-orders/{id}/acceptance',
  contact: '/work-orders/{id}/contact',
  make_safe: '/work-orders/{id}/safety',
} as const satisfies Partial<Step>;

/** What is answered with something else than its order. */
const OTHERS: ReadonlySet<StoredItem['action']> = new Set(['note', 'photo', 'request', 'report', 'proof', 'shift_on', 'shift_off', 'lend', 'take_back']);

/** Sends one stored item under its own key and says what came of it. */
export const sendItem: Send = async (item, done_at) => {
  const answer = await call(item, done_at);
  if (answer.ok) return taken(item, answer.data);
  const { status, problem } = answer;
  if (status === 401) return { kind: problem.code === 'session_revoked' ? 'revoked' : 'signed_out' };
  if (LATER.has(status) || OWED.has(problem.code ?? '')) return { kind: 'later', only: 'all' };
  // A refusal is our server's own word; what a proxy or a portal says in its place is none.
  if (status >= 500 || !problem.code) return { kind: 'later', only: 'order' };
  if (item.action === 'resume' && status === 409) return resumedAlready(item, answer);
  return { kind: 'refused', problem };
};

function call(item: StoredItem, done_at: string): Promise<Answer<unknown>> {
  const id = item.order_id;
  const key = { 'Idempotency-Key': item.key };
  const params = { path: { id }, header: { ...key, 'Field-Time': done_at } };
  const signal = AbortSignal.timeout(item.photo ? PHOTO_TIMEOUT_MILLISECONDS : TIMEOUT_MILLISECONDS);
  // What is stored was made by the pages of this app, to the shapes of the contract.
  const body = (item.body ?? {}) as never;
  const type = item.photo?.type ?? 'image/jpeg';
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
      return ask(api.DELETE('/work-orders/{id}/pauses/current', { params, signal }));
    case 'resolve':
      return ask(api.POST('/work-orders/{id}/resolution', { params, body, signal }));
    case 'request':
      return ask(api.POST('/work-orders/{id}/requests', { params, body, signal }));
    case 'proof':
      return ask(api.POST('/work-orders/{id}/proofs', { params, body, signal }));
    case 'note':
      return ask(api.POST('/work-orders/{id}/notes', { params, body, signal }));
    case 'report':
      return ask(api.POST('/reports', { params: { header: key }, body, signal }));
    case 'lend':
      return ask(api.POST('/work-orders/{id}/spares', { params, body, signal }));
    case 'take_back':
      return ask(api.POST('/spares/{code}/return', { params: { path: { code: String(item.body?.spare) }, header: key }, signal }));
    case 'shift_on':
      return ask(api.POST('/me/shift', { params: { header: key }, body, signal }));
    case 'shift_off':
      return ask(api.POST('/me/shift/ending', { params: { header: key }, body, signal }));
    case 'sick':
      return ask(api.POST('/me/shift/sickness', { params: { header: key }, body, signal }));
    case 'photo':
      return ask(
        api.POST('/work-orders/{id}/photos', {
          params: { ...params, query: photoFacts(item) },
          headers: { 'Content-Type': type },
          body: new Blob([item.photo?.bytes ?? new ArrayBuffer(0)], { type }) as never,
          bodySerializer: (bytes) => bytes,
          signal,
        }),
      );
  }
}

/** What is said of a picture beside its bytes. */
function photoFacts(item: StoredItem): { step: PhotoStep; label?: string; latitude?: number; longitude?: number } {
  const { photo } = item;
  return { step: photo?.step ?? 'other', ...(photo?.label ? { label: photo.label } : {}), ...(photo?.position ?? {}) };
}

// A portal of some network may answer 200 to anything: done is only what comes back as the thing that was sent.
function taken(item: StoredItem, data: unknown): SendResult {
  const thing = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  if (item.action === 'sick' && 'absence' in thing) return { kind: 'done', order: null, made_id: null };
  if (typeof thing.id !== 'string') return { kind: 'later', only: 'order' };
  if (!OTHERS.has(item.action)) {
    if (thing.id !== item.order_id || !('allowed_actions' in thing)) return { kind: 'later', only: 'order' };
    return { kind: 'done', order: data as Order, made_id: null };
  }
  return { kind: 'done', order: null, made_id: thing.id };
}

// A pause that had ended by itself looks like a refusal when it is ended once more.
async function resumedAlready(item: StoredItem, refusal: Answer<unknown>): Promise<SendResult> {
  const order = await ask(api.GET('/work-orders/{id}', { params: { path: { id: item.order_id } } }));
  if (order.ok && !order.data.paused) return { kind: 'done', order: order.data, made_id: null };
  if (!order.ok && LATER.has(order.status)) return { kind: 'later', only: 'all' };
  return refusal.ok ? { kind: 'later', only: 'order' } : { kind: 'refused', problem: refusal.problem };
}
