import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { arrivalIn, signInAddress } from './identity';

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

describe('the way to the identity provider', () => {
  it.each([
    ['/operator/', 'operator'], ['/crew/orders/5', 'crew'], ['/supervisor/accounts', 'supervisor'],
    ['/', 'operator'], ['//evil.example/', 'operator'],
  ])('from %s leads back to %s', (path, page) => expect(signInAddress(path)).toBe(`/api/v1/identity/sign-in?page=${page}`));

  it.each([
    ['', null, ''], ['?sign_in=code', 'code', ''], ['?sign_in=unlinked&subject=u-17', 'unlinked', 'u-17'],
    ['?sign_in=denied&subject=u-17', 'denied', ''], ['?sign_in=<b>', null, ''],
  ])('understands %s', (query, ending, subject) => expect(arrivalIn(query)).toEqual({ ending, subject }));
});

describe('the sign-in page', () => {
  const calls: string[] = [];
  const open = async (query: string, provider: unknown = { issuer: 'https://id.example', name: '政务认证' }): Promise<ReturnType<typeof mount>> => {
    window.history.replaceState(null, '', `/crew/${query}`);
    calls.length = 0;
    vi.stubGlobal('fetch', vi.fn((request: Request) => {
      calls.push(`${request.method} ${new URL(request.url).pathname}`);
      if (request.url.includes('/public/catalog')) return Promise.resolve(json(200, { demo: false, identity_provider: provider }));
      return Promise.resolve(json(401, { status: 401, code: 'sign_in_over', title: 'x', detail: 'x' }));
    }));
    vi.resetModules();
    const page = mount((await import('./SignIn.vue')).default, { props: { title: 'x' } });
    await flushPromises();
    return page;
  };
  afterEach(() => vi.unstubAllGlobals());

  it('has the button only where there is a provider', async () => {
    const page = await open('');
    const button = page.get('[data-test=identity-sign-in]');
    expect(button.attributes('href')).toBe('/api/v1/identity/sign-in?page=crew');
    expect(button.text()).toContain('政务认证');
    expect((await open('', null)).find('[data-test=identity-sign-in]').exists()).toBe(false);
  });

  it('says why it did not work, once', async () => {
    const page = await open('?sign_in=unlinked&subject=u-17');
    expect(page.get('[role=alert]').text()).toContain('u-17');
    expect(window.location.search).toBe('');
  });

  it('asks for the code and goes back to the start when the sign-in is over', async () => {
    const page = await open('?sign_in=code');
    await page.get('input[name=code]').setValue('123456');
    await page.get('form').trigger('submit');
    await flushPromises();
    expect(calls).toContain('POST /api/v1/identity/code');
    expect(page.find('input[name=code]').exists()).toBe(false);
    expect(page.get('[role=alert]').text()).not.toBe('');
  });
});
