import { expect, signIn, test, type Page } from './people';
import { noise } from './picture';

// A day of LAMPLIGHTER_DAY_ORDERS orders with three photos each; 30 is a long day, the usual run takes fewer.
const ORDERS = Number(process.env.LAMPLIGHTER_DAY_ORDERS ?? 2);
const PHOTOS = 3;
const MB = 1_000_000;
/** What a long day of 30 orders may take on the phone. */
const MOST = (40 * MB * ORDERS) / 30;

const used = (page: Page): Promise<number> => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

async function photo(page: Page, step: 'before' | 'after', bytes: Buffer): Promise<void> {
  await page.locator(`[data-test=photo-${step}]`).setInputFiles({ name: 'p.png', mimeType: 'image/png', buffer: bytes });
}

test('a day’s photos of a cellar without a network stay small, and all of them arrive', async ({ person, town }) => {
  test.setTimeout(120_000 + ORDERS * 60_000);
  const orders: { id: string; number: string }[] = [];
  for (let i = 0; i < ORDERS; i += 1) {
    const { order } = await town.open('heat-1', {
      village: (await town.facility('heater')).village ?? '', address: `长日 ${i + 1} 号`, fault_kind: 'HP-02', description: '就十几度',
    });
    orders.push(order);
  }
  const phone = await person({ phone: true });
  await signIn(phone, '/crew/', 'heat-1-lead');
  await expect(phone.locator(`[data-order="${orders.at(-1)?.number ?? ''}"]`)).toBeVisible();
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const before = await used(phone);
  await phone.context().setOffline(true);
  const picture = noise(2000, 1500);
  for (const [index, order] of orders.entries()) {
    await phone.goto(`/crew/orders/${order.id}`);
    for (let shot = 0; shot < PHOTOS; shot += 1) {
      await photo(phone, shot === 0 ? 'before' : 'after', picture);
      await expect(phone.locator('.tabs .badge')).toHaveText(String(index * PHOTOS + shot + 1));
    }
  }
  const kept = (await used(phone)) - before;
  process.stdout.write(`${ORDERS} orders with ${PHOTOS} photos each: ${(kept / MB).toFixed(1)} MB on the phone, the page itself ${(before / MB).toFixed(1)} MB\n`);
  expect(kept).toBeLessThanOrEqual(MOST);
  await phone.context().setOffline(false);
  await expect(phone.locator('.tabs .badge')).toHaveCount(0, { timeout: 60_000 + ORDERS * 10_000 });
  for (const order of orders) expect((await town.order(order.number)).photos).toHaveLength(PHOTOS);
});
