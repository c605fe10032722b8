import { beforeEach, describe, expect, it } from 'vitest';
import { router } from './route';

/** Clicks a link; whether the browser was left to follow it. */
function click(href: string, keys: MouseEventInit = {}): boolean {
  document.body.innerHTML = `<a href="${href}"><span>…</span></a>`;
  // Nothing may really be loaded here.
  let left = false;
  const guard = (event: Event): void => {
    left = !event.defaultPrevented;
    event.preventDefault();
  };
  window.addEventListener('click', guard);
  document.querySelector('span')!.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...keys }));
  window.removeEventListener('click', guard);
  return left;
}

describe('links between the residents’ pages', () => {
  beforeEach(() => {
    history.replaceState(null, '', '/');
    window.dispatchEvent(new PopStateEvent('popstate'));
  });

  it('are followed without loading anything anew', () => {
    expect(click('/t/abcdefgh')).toBe(false);
    expect(location.pathname).toBe('/t/abcdefgh');
    expect(router.route).toEqual({ page: 'follow', token: 'abcdefgh' });
    expect(click('/v/all')).toBe(false);
    expect(router.route).toEqual({ page: 'village', code: 'all' });
    expect(click('/')).toBe(false);
    expect(router.route).toEqual({ page: 'home' });
  });

  it('are left to the browser with a key that asks for another window', () => {
    for (const key of ['ctrlKey', 'metaKey', 'shiftKey', 'altKey']) expect(click('/v/all', { [key]: true }), key).toBe(true);
    expect(router.route).toEqual({ page: 'home' });
  });

  it('that lead elsewhere are left to it', () => {
    for (const href of ['tel:119', '#content', '?plain', '/operator/', '//example.org/t/abcdefgh', 'https://example.org/']) {
      expect(click(href), href).toBe(true);
    }
    expect(router.route).toEqual({ page: 'home' });
  });

  it('no form is sent by the browser', () => {
    document.body.innerHTML = '<form></form>';
    const sent = new Event('submit', { bubbles: true, cancelable: true });
    document.querySelector('form')!.dispatchEvent(sent);
    expect(sent.defaultPrevented).toBe(true);
  });
});
