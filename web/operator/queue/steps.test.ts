import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { doStep, isReady, newForm, SHOWN, type Action } from './steps';

const order = { id: '7', version: 3 } as Schemas['WorkOrder'];

async function send(action: Action, over: Partial<ReturnType<typeof newForm>> = {}): Promise<{ request: Request; body: unknown }> {
  const reply = new Response(JSON.stringify({ id: '7' }), { status: 200, headers: { 'Content-Type': 'application/json' } });
  const fetched = vi.fn().mockResolvedValue(reply);
  vi.stubGlobal('fetch', fetched);
  await doStep(action, order, '"3"', { ...newForm(), ...over }, 'key-of-this-step');
  const request = fetched.mock.calls[0]?.[0] as Request;
  const words = await request.clone().text();
  return { request, body: words && request.headers.get('Content-Type')?.includes('json') ? JSON.parse(words) : words };
}

describe('a step on an order', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['assign', 'PUT', 'assignment', { crew: '4', reason: ' 近 ' }, { crew_id: '4', reason: '近' }],
    ['assign', 'PUT', 'assignment', {}, { crew_id: null }],
    ['pause', 'POST', 'pauses', { pause_reason: 'weather' }, { reason: 'weather' }],
    ['close', 'PUT', 'closure', { reason: '热了' }, { confirmed: true, method: 'callback', note: '热了' }],
    ['reopen', 'POST', 'reopenings', { reason: '灯又灭了' }, { reason: '灯又灭了' }],
    ['resolve', 'POST', 'resolution', { cause: '泵坏' }, { outcome: 'repaired', cause: '泵坏' }],
    ['note', 'POST', 'notes', { note: ' 门锁着 ' }, { text: '门锁着' }],
  ] as const)('%s', async (action, method, path, form, expected) => {
    const { request, body } = await send(action, form);
    expect(request.method).toBe(method);
    expect(request.url).toMatch(new RegExp(`/work-orders/7/${path}$`));
    expect(body).toEqual(expected);
  });

  it('says which version was seen, and the same key for a retry', async () => {
    for (const action of ['assign', 'contact', 'pause', 'resume', 'close', 'reopen', 'cancel'] as const) {
      const { request } = await send(action, { reason: 'x' });
      expect(request.headers.get('If-Match'), action).toBe('"3"');
      if (request.method === 'POST') expect(request.headers.get('Idempotency-Key'), action).toBe('key-of-this-step');
    }
  });

  it('sends a photo as it is', async () => {
    const photo = new File([new Uint8Array([255, 216, 255])], 'a.jpg', { type: 'image/jpeg' });
    const { request } = await send('photo', { photo, photo_step: 'after' });
    expect(request.url).toContain('/work-orders/7/photos?step=after');
    expect(request.url).not.toContain('label');
    const labelled = await send('photo', { photo, photo_label: ' LC-SL-1 ' });
    expect(labelled.request.url).toContain('label=LC-SL-1');
    expect(request.headers.get('Content-Type')).toBe('image/jpeg');
  });

  it('knows what it cannot do without', () => {
    const form = newForm();
    expect(SHOWN.filter((action) => !isReady(action, form))).toEqual(['reopen', 'note', 'photo', 'cancel']);
    expect(isReady('cancel', { ...form, reason: '重复' })).toBe(true);
  });
});
