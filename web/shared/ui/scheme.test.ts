import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset.scheme;
  vi.resetModules();
});

it.each([
  [null, undefined, 'system'],
  ['dark', 'dark', 'dark'],
  ['light', 'light', 'light'],
  ['pink', undefined, 'system'],
])('%s was kept: the page is %s', async (kept, shown, chosen) => {
  if (kept) localStorage.setItem('lamplighter.scheme', kept);
  const { scheme } = await import('./scheme');
  expect(document.documentElement.dataset.scheme).toBe(shown);
  expect(scheme.value).toBe(chosen);
});

it('is kept, and forgotten when the system decides again', async () => {
  const { setScheme } = await import('./scheme');
  setScheme('dark');
  expect(localStorage.getItem('lamplighter.scheme')).toBe('dark');
  expect(document.documentElement.dataset.scheme).toBe('dark');
  setScheme('system');
  expect(localStorage.getItem('lamplighter.scheme')).toBeNull();
  expect(document.documentElement.dataset.scheme).toBeUndefined();
});

it('follows what another window chose', async () => {
  const { scheme } = await import('./scheme');
  localStorage.setItem('lamplighter.scheme', 'light');
  window.dispatchEvent(new StorageEvent('storage', { key: 'lamplighter.scheme' }));
  expect(scheme.value).toBe('light');
  expect(document.documentElement.dataset.scheme).toBe('light');
});
