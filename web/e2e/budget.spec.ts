import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const dist = resolve(process.env.LAMPLIGHTER_WEB ?? resolve(import.meta.dirname, '../dist'));
const KIB = 1024;
const MOST_KEPT = 350 * KIB;
const MOST_AT_FIRST = 110 * KIB;
const fileOf = (url: string): string => join(dist, url.endsWith('/') ? `${url}index.html` : url);

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
