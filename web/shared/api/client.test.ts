import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, ask, authentication, newKey, problemText } from './client';

function answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
  const response = new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  vi.stubGlobal('fetch', vi.fn().mockResolvedValue(response));
}
const sent = (): Request => vi.mocked(fetch).mock.calls[0]?.[0] as Request;

describe('api', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    authentication.ended = false;
  });

  it('gives every POST a key, and keeps the one it was given', async () => {
    answer(201, { id: '1' });
    await api.POST('/reports', { body: { description: '灯不亮' } });
    expect(sent().headers.get('Idempotency-Key')).toMatch(/^[\x21-\x7e]{16,128}$/);
    answer(201, { id: '1' });
    await api.POST('/reports', { body: { description: '灯不亮' }, params: { header: { 'Idempotency-Key': 'mine' } } });
    expect(sent().headers.get('Idempotency-Key')).toBe('mine');
    answer(200, {});
    await api.GET('/me');
    expect(sent().headers.has('Idempotency-Key')).toBe(false);
  });

  it('makes keys that differ', () => {
    expect(new Set(Array.from({ length: 100 }, newKey)).size).toBe(100);
  });

  it('tells the answer, its tag, or the problem', async () => {
    answer(200, { id: '7' }, { ETag: '"3"' });
    const good = await ask(api.GET('/work-orders/{id}', { params: { path: { id: '7' } } }));
    expect(good).toMatchObject({ ok: true, etag: '"3"', data: { id: '7' } });
    answer(412, { status: 412, code: 'stale' });
    const stale = await ask(api.GET('/me'));
    expect(stale).toMatchObject({ ok: false, status: 412, problem: { code: 'stale' } });
  });

  it('never throws when there is no server', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('failed')));
    const lost = await ask(api.GET('/me'));
    expect(lost).toEqual({ ok: false, status: 0, problem: { status: 0, code: 'offline' } });
  });

  it('notices that the session has ended, but not at sign-in', async () => {
    answer(401, { status: 401, code: 'unauthenticated' });
    await ask(api.POST('/session', { body: { username: 'a', password: 'b' } }));
    expect(authentication.ended).toBe(false);
    answer(401, { status: 401, code: 'unauthenticated' });
    await ask(api.GET('/me'));
    expect(authentication.ended).toBe(true);
  });
});

describe('problemText', () => {
  it.each([
    [{ status: 0, code: 'offline' }, '连不上服务器', 'cannot be reached'],
    [{ status: 412, code: 'stale' }, '有人改过', 'changed it meanwhile'],
    [{ status: 503 }, '系统正忙', 'busy'],
    [{ status: 500, code: 'whatever' }, '服务器出错', 'server failed'],
    [{ status: 409, code: 'conflict', allowed: ['assign', 'cancel'] }, '派单、作废', 'Assign, Cancel order'],
  ])('%o', (problem, zh, en) => {
    expect(problemText(problem, 'zh')).toContain(zh);
    expect(problemText(problem, 'en')).toContain(en);
  });

  it('names every wrong field', () => {
    const problem = {
      status: 422,
      code: 'invalid',
      errors: [
        { field: 'reporter.phone', code: 'bad_format', detail: '' },
        { field: 'village', code: 'unknown', detail: '' },
        { field: 'new.thing', code: 'odd', detail: '' },
      ],
    };
    expect(problemText(problem, 'zh')).toBe('请检查：电话格式不对；村系统里没有；new.thing不对。');
    expect(problemText(problem, 'en')).toBe('Please check: phone has the wrong form; village is not known here; new.thing is wrong.');
  });

  it('says of a password that is not the account’s that it is wrong', () => {
    const problem = { status: 422, code: 'invalid', title: '', type: '', detail: '', errors: [{ field: 'password', code: 'mismatch', detail: '' }] };
    expect(problemText(problem, 'zh')).toBe('请检查：密码不对。');
    expect(problemText(problem, 'en')).toContain('the password is wrong');
  });
});
