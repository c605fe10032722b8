import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, signIn, test, type Page } from './people';

const KIB = 1024;
const dist = resolve(process.env.LAMPLIGHTER_WEB ?? resolve(import.meta.dirname, '../dist'));
const MOST_KEPT = 350 * KIB;
const MOST_AT_FIRST = 110 * KIB;
const fileOf = (url: string): string => join(dist, url.endsWith('/') ? `${url}index.html` : url);

/** What the page fetched to begin with, compressed as it travelled; answers of the API are no part of the page. */
async function firstLoad(page: Page): Promise<number> {
  await page.waitForLoadState('networkidle');
  return page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .map((entry) => entry as PerformanceResourceTiming)
      .filter((entry) => !new URL(entry.name).pathname.startsWith('/api/'))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  );
}

/** The residents' first load by a browser that takes this coding; all that can be sent small came in it. */
async function residents(page: Page, coding: 'br' | 'gzip'): Promise<number> {
  await page.setExtraHTTPHeaders({ 'Accept-Encoding': coding });
  const sent = new Map<string, string>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/api/')) sent.set(pathname, response.headers()['content-encoding'] ?? 'plain');
  });
  await page.goto('/');
  await expect(page.locator('.choice').first()).toBeVisible();
  const bytes = await firstLoad(page);
  // The page, what chooses light or dark, its program and its style: a fifth file is one more way to a distant server.
  expect([...sent.values()], [...sent.keys()].join(' ')).toEqual([coding, coding, coding, coding]);
  return bytes;
}

test('the first load stays within its budget: residents 30 KiB, console 200, board 220', async ({ person }) => {
  const sizes: Record<string, number> = {
    resident: await residents(await person({ phone: true, plain: true }), 'gzip'),
    resident_brotli: await residents(await person({ phone: true, plain: true }), 'br'),
  };
  for (const [path, username] of [['operator', 'operator'], ['supervisor', 'supervisor']] as const) {
    const page = await person({ plain: true });
    await page.setExtraHTTPHeaders({ 'Accept-Encoding': 'gzip' });
    await signIn(page, `/${path}/`, username);
    sizes[path] = await firstLoad(page);
  }
  for (const [page, bytes] of Object.entries(sizes)) {
    process.stdout.write(`first load of ${page}: ${(bytes / KIB).toFixed(1)} KiB\n`);
    expect(bytes, page).toBeGreaterThan(5 * KIB);
  }
  // As it travels: gzip where there is no TLS, brotli elsewhere. Three quarters of it are Vue's own runtime.
  expect(sizes.resident! / KIB).toBeLessThanOrEqual(30);
  expect(sizes.resident_brotli! / KIB).toBeLessThanOrEqual(28);
  expect(sizes.operator! / KIB).toBeLessThanOrEqual(200);
  expect(sizes.supervisor! / KIB).toBeLessThanOrEqual(220);
});

/** As the service worker fetches and keeps it; the browser unpacks what was sent small. */
function kept(): string[] {
  const worker = readFileSync(join(dist, 'crew/service_worker.js'), 'utf8');
  return [...worker.matchAll(/url:\s*[`"']([^`"']+)[`"']/g)].map((found) => found[1] ?? '');
}

test('the pages of the crew’s phone stay small', () => {
  const urls = kept();
  expect(urls).toContain('/crew/');
  const bytes = urls.reduce((sum, url) => sum + statSync(fileOf(url)).size, 0);
  process.stdout.write(`kept for offline: ${Math.round(bytes / KIB)} KiB in ${urls.length} files\n`);
  expect(bytes).toBeLessThanOrEqual(MOST_KEPT);

  const page = readFileSync(join(dist, 'crew/index.html'), 'utf8');
  const first = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((found) => found[1] ?? '');
  expect(first.some((url) => url.endsWith('.js'))).toBe(true);
  const sent = ['/crew/index.html', ...first].reduce((sum, url) => {
    const plain = fileOf(url);
    try {
      return sum + statSync(`${plain}.gz`).size;
    } catch {
      return sum + statSync(plain).size;
    }
  }, 0);
  process.stdout.write(`first load: ${Math.round(sent / KIB)} KiB gzip in ${first.length + 1} files\n`);
  expect(sent).toBeLessThanOrEqual(MOST_AT_FIRST);
});

test('the residents’ first page is read before its program has come, and no other page begins with it', async ({ person }) => {
  const waiting = await person({ phone: true, plain: true });
  await waiting.route(/\/assets\/.*\.js$/, () => {});
  await waiting.goto('/', { waitUntil: 'commit' });
  await expect(waiting.locator('h1.lead')).toBeVisible();
  const early = await waiting.locator('h1.lead').boundingBox();
  const words = await waiting.locator('h1.lead').innerText();
  await waiting.goto('/v/all', { waitUntil: 'commit' });
  await expect(waiting.locator('h1.lead')).toBeAttached();
  await expect(waiting.locator('h1.lead')).toBeHidden();

  const phone = await person({ phone: true, plain: true });
  await phone.goto('/');
  await expect(phone.locator('.choice').first()).toBeVisible();
  // The same words at the same place: nothing jumps.
  await expect(phone.locator('h1.lead')).toHaveCount(1);
  expect(await phone.locator('h1.lead').innerText()).toBe(words);
  const late = (await phone.locator('h1.lead').boundingBox())!;
  const banner = (await phone.locator('.demo').count()) > 0 ? (await phone.locator('.demo').boundingBox())!.height : 0;
  expect(Math.abs(late.y - banner - early!.y)).toBeLessThan(2);
  expect(late.height).toBe(early!.height);
});
