import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sendItem as send } from './sender';
import type { CrewAction, StoredItem } from './store';

const AT = '2026-11-23T00:09:00.000Z';
const sendItem = (item: StoredItem): ReturnType<typeof send> => send(item, AT);
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
  clock: null,
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
    ['proof', 'POST', '/work-orders/12/proofs'],
    ['lend', 'POST', '/work-orders/12/spares'],
    ['photo', 'POST', '/work-orders/12/photos?step=after'],
  ] as [CrewAction, string, string][])('%s is %s %s', async (action, method, path) => {
    const photo = action === 'photo' ? { bytes: new Uint8Array([255, 216]).buffer, step: 'after' as const } : null;
    expect((await sendItem(item(action, { photo }))).kind).toBe('done');
    const request = requests[0];
    expect(request?.method).toBe(method);
    expect(request?.url.endsWith(`/api/v1${path}`)).toBe(true);
    expect(request?.headers.get('Idempotency-Key')).toBe('key-1');
    expect(request?.headers.get('Field-Time')).toBe(AT);
    if (action === 'photo') expect(request?.headers.get('Content-Type')).toBe('image/jpeg');
  });

  it.each<[CrewAction, string, unknown]>([
    ['shift_on', '/me/shift', { id: '3', van: '' }],
    ['shift_off', '/me/shift/ending', { id: '3', orders: [], kept: [] }],
    ['sick', '/me/shift/sickness', { absence: {}, publication: null }],
  ])('%s goes to %s under its key', async (action, path, answer) => {
    answers = [json(200, answer)];
    expect((await sendItem(item(action, { order_id: '', body: {} }))).kind).toBe('done');
    expect(requests[0]?.url.endsWith(`/api/v1${path}`)).toBe(true);
    expect(requests[0]?.headers.get('Idempotency-Key')).toBe('key-1');
    answers = [json(200, { ok: true })];
    expect((await sendItem(item(action, { order_id: '', body: {} }))).kind).toBe('later');
  });

  it('sends a signature as the PNG it is', async () => {
    answers = [json(201, { id: '8' })];
    await sendItem(item('photo', { photo: { bytes: new Uint8Array([137]).buffer, step: 'signature', type: 'image/png' } }));
    expect(requests[0]?.headers.get('Content-Type')).toBe('image/png');
    expect(requests[0]?.url.endsWith('/photos?step=signature')).toBe(true);
  });

  it('sends what was written', async () => {
    await sendItem(item('resolve', { body: { outcome: 'repaired', cause: '', action: '换了泵' } }));
    expect(await requests[0]?.json()).toEqual({ outcome: 'repaired', cause: '', action: '换了泵' });
  });

  it.each([429, 502, 503, 504, 507, 408])('puts everything off at %i', async (status) => {
    answers = [json(status, {})];
    expect(await sendItem(item('accept'))).toEqual({ kind: 'later', only: 'all' });
  });

  it.each<[string, () => Response]>([
    ['a fault of the server', () => json(500, { code: 'failed' })],
    ['a portal that says 200 to anything', () => new Response('<html>welcome</html>', { status: 200 })],
    ['an empty 200', () => new Response('', { status: 200 })],
    ['a 204', () => new Response(null, { status: 204 })],
    ['JSON of something else', () => json(200, { ok: true })],
    ['another order', () => json(200, { id: '99', allowed_actions: [] })],
    ['a 403 of some proxy', () => new Response('<html>blocked</html>', { status: 403 })],
    ['a 404 of some proxy', () => json(404, { message: 'no route' })],
  ])('keeps it at %s and lets other orders go on', async (_what, answer) => {
    answers = [answer()];
    const result = await sendItem(item('accept'));
    expect(result.kind).toBe('later');
  });

  it('waits for a password or a second factor that is owed', async () => {
    answers = [json(403, { code: 'second_factor_owed' })];
    expect(await sendItem(item('accept'))).toEqual({ kind: 'later', only: 'all' });
  });

  it('hears that this phone was taken off the account', async () => {
    answers = [json(401, { code: 'session_revoked' })];
    expect(await sendItem(item('accept'))).toEqual({ kind: 'revoked' });
  });

  it('sends a report to the desk and no field time, which stands in its body', async () => {
    answers = [json(201, { id: '5', state: 'received' })];
    expect((await sendItem(item('report', { order_id: '', body: { class: 'toilet' } }))).kind).toBe('done');
    expect(requests[0]?.url.endsWith('/api/v1/reports')).toBe(true);
    expect(requests[0]?.headers.get('Idempotency-Key')).toBe('key-1');
  });

  it('puts off what gets no answer and asks to sign in again', async () => {
    answers = [new TypeError('no network'), json(401, { code: 'unauthenticated' })];
    expect(await sendItem(item('accept'))).toEqual({ kind: 'later', only: 'all' });
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
