import { beforeEach, describe, expect, it, vi } from 'vitest';

import type * as Mine from './mine';
import type * as Sending from './sending';

const answers: (() => Promise<Response>)[] = [];
let otherwise: () => Promise<Response>;
const calls: { key: string; body: unknown }[] = [];
const lost = (): Promise<Response> => Promise.reject(new TypeError('no network'));
const taken = (token: string) => (): Promise<Response> =>
  Promise.resolve(Response.json({ token, received_at: '2026-11-23T00:00:00Z', class: null, fault_kind: null }, { status: 201 }));
const refused = (): Promise<Response> =>
  Promise.resolve(Response.json({ status: 422, title: 'no', code: 'invalid', errors: [] }, { status: 422 }));

/** The page opened anew: the modules forget, the phone's storage does not. */
async function open(): Promise<typeof Mine & typeof Sending> {
  vi.resetModules();
  return { ...(await import('./mine')), ...(await import('./sending')) };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  answers.length = 0;
  otherwise = lost;
  calls.length = 0;
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    calls.push({ key: new Headers(init.headers).get('Idempotency-Key') ?? '', body: JSON.parse(String(init.body)) });
    return (answers.shift() ?? otherwise)();
  });
});

describe('sending a report', () => {
  it('keeps its key from the first attempt until it has arrived', async () => {
    const page = await open();
    const arrived: string[] = [];
    page.onSent((report) => arrived.push(report.token));
    answers.push(lost, () => Promise.resolve(new Response('', { status: 503 })), taken('token-1'));
    await page.sendReport({ description: '灯不亮' });
    expect(page.sending.pending?.key).toBe(calls[0]?.key);
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((call) => call.key)).size).toBe(1);
    expect(calls[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(arrived).toEqual(['token-1']);
    expect(page.sending.pending).toBeNull();
    expect(page.sending.sent[0]?.token).toBe('token-1');
  });

  it('goes on with the same key after the page was closed', async () => {
    const before = await open();
    await before.sendReport({ description: '灯不亮' });
    const key = before.sending.pending?.key;
    const after = await open();
    expect(after.sending.pending?.key).toBe(key);
    answers.push(taken('token-2'));
    await after.trySending();
    expect(calls.at(-1)).toEqual({ key, body: { description: '灯不亮' } });
    expect((await open()).sending.pending).toBeNull();
  });

  it('sends at once when the network is back', async () => {
    const page = await open();
    await page.sendReport({ description: '灯不亮' });
    otherwise = taken('token-3');
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(page.sending.pending).toBeNull();
  });

  it('takes a refused or withdrawn report back, and changed words get another key', async () => {
    const page = await open();
    answers.push(refused);
    await page.sendReport({ description: '灯不亮' });
    expect(page.sending.problem?.code).toBe('invalid');
    expect(page.sending.pending).toBeNull();
    await page.sendReport({ description: '灯不亮了' });
    page.takeBack();
    await page.sendReport({ description: '灯又不亮了' });
    expect(new Set(calls.map((call) => call.key)).size).toBe(3);
    expect(page.sending.problem).toBeNull();
  });
});
