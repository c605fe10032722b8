import { mount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ask, keepCsrfToken } from '../api/client';
import { browserOf } from './places';
import { en, zh } from './i18n';
import PasswordForm from './PasswordForm.vue';
import { qrPath } from './qr';

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

describe('words', () => {
  it('say everything in both languages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
  });
});

describe('the place of a session', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0', 'Edge · Windows'],
    ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36', 'Chrome · Android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1', 'Safari · iPhone'],
    ['curl/8.5', 'curl/8.5'],
    ['', '?'],
  ])('%s', (user_agent, words) => expect(browserOf(user_agent)).toBe(words));
});

describe('the QR code', () => {
  it('has the three corner marks and a quiet border of four modules', () => {
    const { size, path } = qrPath('otpauth://totp/Lamplighter:wang?secret=ABC');
    expect(size).toBeGreaterThanOrEqual(29);
    const dark = new Set(path.split('M').filter(Boolean).map((part) => part.slice(0, part.indexOf('h'))));
    for (let i = 0; i < 7; i += 1) {
      expect(dark.has(`${4 + i} 4`)).toBe(true);
      expect(dark.has(`${size - 5 - i} 4`)).toBe(true);
      expect(dark.has(`4 ${size - 5 - i}`)).toBe(true);
    }
    for (let i = 0; i < size; i += 1) for (let border = 0; border < 4; border += 1) expect(dark.has(`${i} ${border}`)).toBe(false);
  });
});

describe('the token of a session', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    keepCsrfToken(null);
  });

  it('goes with every change and with nothing else', async () => {
    vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(json(200, {}))));
    keepCsrfToken('mine');
    await api.GET('/me');
    await api.DELETE('/session');
    const sent = vi.mocked(fetch).mock.calls.map(([request]) => (request as Request).headers.get('X-CSRF-Token'));
    expect(sent).toEqual([null, 'mine']);
  });

  it('is asked for once more when another page signed in anew', async () => {
    const answers = [json(403, { status: 403, code: 'csrf_token_needed' }), json(200, { csrf_token: 'new' }), json(201, { id: '1' })];
    vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(answers.shift())));
    keepCsrfToken('old');
    const answer = await ask(api.POST('/reports', { body: { description: '灯不亮' } }));
    expect(answer).toMatchObject({ ok: true, status: 201 });
    const [first, , again] = vi.mocked(fetch).mock.calls.map(([request]) => request as Request);
    expect(again?.headers.get('X-CSRF-Token')).toBe('new');
    expect(again?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
    expect(await again?.json()).toEqual({ description: '灯不亮' });
  });
});

describe('changing the password', () => {
  beforeEach(() => vi.stubGlobal('fetch', vi.fn()));
  afterEach(() => vi.unstubAllGlobals());

  async function filled(fresh: string, again: string): Promise<ReturnType<typeof mount>> {
    const form = mount(PasswordForm);
    await form.get('[name=current-password]').setValue('old words here');
    await form.get('[name=new-password]').setValue(fresh);
    await form.get('[name=again-password]').setValue(again);
    await form.get('form').trigger('submit');
    await flushPromises();
    return form;
  }

  it('sends nothing while the two differ', async () => {
    const form = await filled('plum lantern river', 'plum lantern rivet');
    expect(fetch).not.toHaveBeenCalled();
    expect(form.get('[role=alert]').text()).not.toBe('');
  });

  it('says which word of the rule it broke', async () => {
    vi.mocked(fetch).mockResolvedValue(json(422, { status: 422, code: 'invalid', errors: [{ field: 'new_password', code: 'common', detail: '' }] }));
    const form = await filled('password1234', 'password1234');
    expect(form.get('[role=alert]').text()).toContain('新密码太常见');
    expect(form.emitted('done')).toBeUndefined();
  });

  it('is done when the server took it', async () => {
    vi.mocked(fetch).mockResolvedValue(json(200, { token: 't', expires_at: '', account: { owed: 'nothing', csrf_token: 'c' } }));
    const form = await filled('plum lantern river', 'plum lantern river');
    expect(form.emitted('done')).toHaveLength(1);
    expect((form.get('[name=new-password]').element as HTMLInputElement).value).toBe('');
  });
});
