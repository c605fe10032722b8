import { expect, signIn, test, type Page } from './people';

const KIB = 1024;

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

test('the first load stays within its budget: console 200 KiB, board 220', async ({ person }) => {
  const sizes: Record<string, number> = {};
  for (const [path, username] of [['operator', 'operator'], ['supervisor', 'supervisor']] as const) {
    const page = await person({ plain: true });
    await signIn(page, `/${path}/`, username);
    sizes[path] = await firstLoad(page);
  }
  for (const [page, bytes] of Object.entries(sizes)) {
    test.info().annotations.push({ type: page, description: `${(bytes / KIB).toFixed(1)} KiB` });
    expect(bytes, page).toBeGreaterThan(5 * KIB);
  }
  expect(sizes.operator! / KIB).toBeLessThanOrEqual(200);
  expect(sizes.supervisor! / KIB).toBeLessThanOrEqual(220);
});
