import createClient, { type Middleware } from 'openapi-fetch';
import { noteServerDate } from '../domain/time';
import type { components, paths } from './schema';
import { reactive } from 'vue';

export type Schemas = components['schemas'];
export type Problem = Partial<Schemas['Problem']> & { status: number };

/** A fresh key for one intention; the same key again means "the same, not once more". */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // Pages opened over plain HTTP from another machine have no randomUUID.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `ended` turns true when the server no longer knows who we are; `revoked` when somebody ended this very session. */
export const authentication = reactive({ ended: false, revoked: false });

let csrf_token = '';

/** What the session gave us to prove that a change comes from this page. */
export function keepCsrfToken(token: string | null | undefined): void {
  csrf_token = token ?? '';
}

const isChange = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

const problemIn = (answer: Response): Promise<Partial<Schemas['Problem']>> =>
  answer.clone().json().catch(() => ({})) as Promise<Partial<Schemas['Problem']>>;

const habits: Middleware = {
  onRequest({ request }) {
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', newKey());
    }
    if (isChange(request.method) && csrf_token) request.headers.set('X-CSRF-Token', csrf_token);
    return request;
  },
  async onResponse({ request, response }) {
    noteServerDate(response.headers.get('Date'));
    if (response.status !== 401 || request.url.endsWith('/session')) return undefined;
    if ((await problemIn(response)).code === 'session_revoked') authentication.revoked = true;
    authentication.ended = true;
    return undefined;
  },
};

const origin = typeof location !== 'undefined' && location.origin !== 'null' ? location.origin : '';
async function refused_for_token(answer: Response): Promise<boolean> {
  if (answer.status !== 403) return false;
  return (await problemIn(answer)).code === 'csrf_token_needed';
}

/** Another page of this browser may have signed in anew since we learned our token: asked for once more, sent once more. */
async function send(request: Request): Promise<Response> {
  const again = isChange(request.method) ? request.clone() : undefined;
  const answer = await globalThis.fetch(request);
  if (!again || !(await refused_for_token(answer))) return answer;
  const me = await globalThis.fetch(new Request(`${origin}/api/v1/me`, { credentials: 'same-origin' }));
  if (!me.ok) return answer;
  keepCsrfToken(((await me.json()) as Schemas['OwnAccount']).csrf_token);
  again.headers.set('X-CSRF-Token', csrf_token);
  return globalThis.fetch(again);
}

export const api = createClient<paths>({
  baseUrl: `${origin}/api/v1`,
  credentials: 'same-origin',
  // Looked up at each call, so that a test may put its own in place.
  fetch: send,
});
api.use(habits);

export type Answer<T> =
  | { ok: true; data: T; status: number; etag: string | undefined }
  | { ok: false; problem: Problem; status: number };

interface RawAnswer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a call and never throws: an unreachable server is the problem `offline` with status 0. */
export async function ask<T>(call: Promise<RawAnswer<T>>): Promise<Answer<T>> {
  let answer: RawAnswer<T>;
  try {
    answer = await call;
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === 'AbortError') {
      return { ok: false, status: 0, problem: { status: 0, code: 'aborted' } };
    }
    return { ok: false, status: 0, problem: { status: 0, code: 'offline' } };
  }
  const { status } = answer.response;
  if (answer.response.ok) {
    return { ok: true, data: answer.data as T, status, etag: answer.response.headers.get('ETag') ?? undefined };
  }
  const body = answer.error && typeof answer.error === 'object' ? (answer.error as Partial<Schemas['Problem']>) : {};
  return { ok: false, status, problem: { ...body, status } };
}

export { problemText } from './problem';
