import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makePasskey, toBytes, toText, usePasskey } from './browser';
import { en, t, zh } from './i18n';
import PasskeySignIn from './PasskeySignIn.vue';
import PasskeysPanel from './PasskeysPanel.vue';

const json = (status: number, body: unknown): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const bytes = (...all: number[]): ArrayBuffer => Uint8Array.from(all).buffer;
const shown = {
  rawId: bytes(1),
  response: { clientDataJSON: bytes(2), authenticatorData: bytes(3), signature: bytes(251, 255), userHandle: bytes(5), getAuthenticatorData: () => bytes(6) },
};
const CHALLENGE = { challenge: 'AQID', rp_id: 'town.example', seconds: 300 };
const MAKING = { ...CHALLENGE, rp_name: 'x', user: { id: 'AQ', name: 'wang', display_name: '王芳' }, algorithms: [-7], exclude: ['Ag'] };

let answers: Record<string, Response>;
let calls: string[];
let bodies: unknown[];
const credentials = { get: vi.fn(), create: vi.fn() };

beforeEach(() => {
  answers = {};
  calls = [];
  bodies = [];
  vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`;
    calls.push(call);
    if (request.method !== 'GET') bodies.push(await request.clone().json().catch(() => null));
    return answers[call]?.clone() ?? json(200, {});
  }));
  credentials.get.mockReset().mockResolvedValue(shown);
  credentials.create.mockReset().mockResolvedValue(shown);
  Object.defineProperty(navigator, 'credentials', { value: credentials, configurable: true });
  vi.stubGlobal('PublicKeyCredential', class {});
});
afterEach(() => vi.unstubAllGlobals());

it('the words say everything in both languages', () => expect(Object.keys(en)).toEqual(Object.keys(zh)));

describe('what the browser is asked', () => {
  it('bytes go there and back as base64url', () => {
    expect(toText(bytes(251, 255, 0))).toBe('-_8A');
    expect([...toBytes('-_8A')]).toEqual([251, 255, 0]);
    expect(toText(null)).toBe('');
  });

  it('a passkey is used with its owner verified, and answered in the server’s words', async () => {
    expect(await usePasskey(CHALLENGE)).toEqual({ credential_id: 'AQ', client_data: 'Ag', authenticator_data: 'Aw', signature: '-_8', user_handle: 'BQ' });
    expect(credentials.get.mock.calls[0]?.[0].publicKey).toMatchObject({ rpId: 'town.example', userVerification: 'required', timeout: 300_000 });
  });

  it('a passkey is made that the device finds by itself', async () => {
    expect(await makePasskey(MAKING)).toEqual({ client_data: 'Ag', authenticator_data: 'Bg' });
    expect(credentials.create.mock.calls[0]?.[0].publicKey).toMatchObject({
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    });
  });

  it.each([
    ['NotAllowedError', 'failed.cancelled'], ['InvalidStateError', 'failed.already'],
    ['SecurityError', 'failed.address'], ['DataError', 'failed.browser'],
  ])('%s is said in words', async (name, failure) => {
    credentials.create.mockRejectedValue(new DOMException('x', name));
    await expect(makePasskey(MAKING)).rejects.toMatchObject({ failure });
  });
});

describe('signing in', () => {
  const press = async (): Promise<string> => {
    const button = mount(PasskeySignIn);
    await button.get('[data-test=passkey-sign-in]').trigger('click');
    await flushPromises();
    return String(button.emitted('why')?.at(-1)?.[0]);
  };

  it('asks who one is once the server took it', async () => {
    answers['POST /passkeys/challenge'] = json(200, CHALLENGE);
    answers['POST /passkeys/session'] = json(201, {});
    expect(await press()).toBe('');
    expect(calls).toEqual(['POST /passkeys/challenge', 'POST /passkeys/session', 'GET /me']);
  });

  it.each([
    [401, 'unauthenticated', 'failed.refused'], [401, 'sign_in_over', 'failed.over'],
  ] as const)('says why it did not work: %s %s', async (status, code, key) => {
    answers['POST /passkeys/challenge'] = json(200, CHALLENGE);
    answers['POST /passkeys/session'] = json(status, { status, code });
    expect(await press()).toBe(t(key));
  });

  it('says that it was cancelled', async () => {
    answers['POST /passkeys/challenge'] = json(200, CHALLENGE);
    credentials.get.mockRejectedValue(new DOMException('x', 'NotAllowedError'));
    expect(await press()).toBe(t('failed.cancelled'));
    expect(calls).toEqual(['POST /passkeys/challenge']);
  });
});

describe('the sign-in page', () => {
  const open = async (passkeys: string | null): Promise<VueWrapper> => {
    answers['GET /public/catalog'] = json(200, { demo: false, identity_provider: null, passkeys });
    vi.resetModules();
    const page = mount((await import('../ui/SignIn.vue')).default, { props: { title: 'x' } });
    await flushPromises();
    await vi.dynamicImportSettled();
    await flushPromises();
    return page;
  };
  const offered = async (passkeys: string | null): Promise<boolean> => (await open(passkeys)).find('[data-test=passkey-sign-in]').exists();

  it('has the button only where the server offers it here and the browser can', async () => {
    expect(await offered(window.location.origin)).toBe(true);
    expect(await offered(null)).toBe(false);
    expect(await offered('https://another.example')).toBe(false);
    vi.unstubAllGlobals();
    vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(json(200, { passkeys: window.location.origin }))));
    expect('PublicKeyCredential' in window).toBe(false);
    expect(await offered(window.location.origin)).toBe(false);
  });
});

describe('the list on the account page', () => {
  const key = { id: '4', name: '我的手机', created_at: '2026-11-23T08:00:00Z', last_used_at: null };
  const open = async (own: unknown): Promise<VueWrapper> => {
    answers['GET /me/passkeys'] = json(200, own);
    const panel = mount(PasskeysPanel);
    await flushPromises();
    return panel;
  };
  const here = { origin: window.location.origin, why_not: null, items: [key] };

  it.each([
    [{ origin: null, why_not: 'no_public_address', items: [] }, t('why_not.no_public_address')],
    [{ origin: null, why_not: 'numeric_address', items: [] }, t('why_not.numeric_address')],
    [{ origin: 'https://town.example', why_not: null, items: [] }, t('why_not.another_address', { origin: 'https://town.example' })],
  ])('says why there are none: %j', async (own, words) => {
    const panel = await open(own);
    expect(panel.text()).toContain(words);
    expect(panel.find('[data-test=passkey-add]').exists()).toBe(false);
  });

  it('adds one after the password', async () => {
    const panel = await open({ ...here, items: [] });
    answers['POST /me/passkeys/challenge'] = json(200, MAKING);
    answers['POST /me/passkeys'] = json(201, key);
    await panel.get('[data-test=passkey-add]').trigger('click');
    await panel.get('[name=passkey-name]').setValue('工作手机');
    await panel.get('[name=passkey-password]').setValue('plum lantern river');
    answers['GET /me/passkeys'] = json(200, here);
    await panel.get('form').trigger('submit');
    await flushPromises();
    expect(bodies).toEqual([{ password: 'plum lantern river' }, { name: '工作手机', client_data: 'Ag', authenticator_data: 'Bg' }]);
    expect(panel.get('[role=status]').text()).toBe(t('added'));
    expect(panel.text()).toContain('我的手机');
  });

  it('removes one by the password, or by showing a passkey', async () => {
    const panel = await open(here);
    answers['POST /me/passkeys/4/removal'] = json(403, { status: 403, code: 'passkey_refused' });
    answers['POST /passkeys/challenge'] = json(200, CHALLENGE);
    await panel.get('[data-test=passkey-remove]').trigger('click');
    await panel.findAll('form button')[1]?.trigger('click');
    await flushPromises();
    expect(bodies.at(-1)).toMatchObject({ passkey: { credential_id: 'AQ' } });
    expect(panel.get('[role=alert]').text()).toBe(t('failed.not_accepted'));
    answers['POST /me/passkeys/4/removal'] = json(204, null);
    await panel.get('[name=passkey-password]').setValue('plum lantern river');
    await panel.get('form').trigger('submit');
    await flushPromises();
    expect(bodies.at(-1)).toEqual({ password: 'plum lantern river' });
    expect(panel.find('form').exists()).toBe(false);
  });
});
