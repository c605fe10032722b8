import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sendItem } from './sender';
import type { CrewAction, StoredItem } from './store';

const requests: Request[] = [];
let answers: (Response | Error)[] = [];

const item = (action: CrewAction, change: Partial<StoredItem> = {}): StoredItem => ({
  seq: 1,
  key: 'key-1',
  account_id: '7',
  order_id: '12',
  order_number: 'W-12',
  action,
  body: null,
  photo: null,
  state: 'waiting',
  problem: null,
  attempts: 0,
  at: '2026-11-23T00:10:00Z',
  ...change,
});
const json = (status: number, body: unknown): Response => Response.json(body, { status });

beforeEach(() => {
  requests.length = 0;
  answers = [];
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(request);
    const answer = answers.shift() ?? json(200, { id: '12', allowed_actions: [] });
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
});

describe('sending one item', () => {
  it.each([
    ['accept', 'POST', '/work-orders/12/acceptance'],
    ['contact', 'POST', '/work-orders/12/contact'],
    ['arrive', 'POST', '/work-orders/12/arrival'],
    ['make_safe', 'POST', '/work-orders/12/safety'],
    ['pause', 'POST', '/work-orders/12/pauses'],
    ['resume', 'DELETE', '/work-orders/12/pauses/current'],
    ['resolve', 'POST', '/work-orders/12/resolution'],
    ['note', 'POST', '/work-orders/12/notes'],
    ['photo', 'POST', '/work-orders/12/photos?step=after'],
  ] as [CrewAction, string, string][])('%s is %s %s', async (action, method, path) => {
    const photo = action === 'photo' ? { bytes: new Uint8Array([255, 216]).buffer, step: 'after' as const } : null;
    expect((await sendItem(item(action, { photo }))).kind).toBe('done');
    const request = requests[0];
    expect(request?.method).toBe(method);
    expect(request?.url.endsWith(`/api/v1${path}`)).toBe(true);
    if (method === 'POST') expect(request?.headers.get('Idempotency-Key')).toBe('key-1');
    if (action === 'photo') expect(request?.headers.get('Content-Type')).toBe('image/jpeg');
  });

  it('sends what was written', async () => {
    await sendItem(item('resolve', { body: { outcome: 'repaired', cause: '', action: '换了泵' } }));
    expect(await requests[0]?.json()).toEqual({ outcome: 'repaired', cause: '', action: '换了泵' });
  });

  it.each([429, 500, 502, 503, 504, 408])('puts %i off', async (status) => {
    answers = [json(status, {})];
    expect(await sendItem(item('accept'))).toEqual({ kind: 'later' });
  });

  it('puts off what gets no answer and asks to sign in again', async () => {
    answers = [new TypeError('no network'), json(401, { code: 'unauthenticated' })];
    expect(await sendItem(item('accept'))).toEqual({ kind: 'later' });
    expect(await sendItem(item('accept'))).toEqual({ kind: 'signed_out' });
  });

  it.each([403, 404, 409, 412, 422])('keeps the reason of a %i', async (status) => {
    answers = [json(status, { code: 'conflict', allowed: ['arrive'] })];
    const result = await sendItem(item('accept'));
    expect(result).toMatchObject({ kind: 'refused', problem: { status, allowed: ['arrive'] } });
  });

  it('takes a pause that is over already as resumed, and only that', async () => {
    answers = [json(409, { code: 'conflict' }), json(200, { id: '12', paused: false })];
    expect((await sendItem(item('resume'))).kind).toBe('done');
    answers = [json(409, { code: 'conflict' }), json(200, { id: '12', paused: true })];
    expect((await sendItem(item('resume'))).kind).toBe('refused');
    answers = [json(409, { code: 'conflict' }), new TypeError('no network')];
    expect((await sendItem(item('resume'))).kind).toBe('later');
  });
});
