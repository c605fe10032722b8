import { deflateSync } from 'node:zlib';
import { allSent, expect, signIn, test, type Page } from './people';
import { png } from './picture';

// A day of LAMPLIGHTER_DAY_ORDERS orders with three photos each; 30 is a long day, the usual run takes fewer.
const ORDERS = Number(process.env.LAMPLIGHTER_DAY_ORDERS ?? 3);
const PHOTOS = 3;
const MB = 1_000_000;
/** What a long day of 30 orders may take on the phone. */
const MOST = (40 * MB * ORDERS) / 30;

/** The worst picture there is: noise from corner to corner, which no camera's picture reaches. */
function noise(width: number, height: number): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  let state = 12_345;
  for (let i = 0; i < rows.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    rows[i] = i % (width * 3 + 1) === 0 ? 0 : state >>> 24;
  }
  return png(width, height, deflateSync(rows, { level: 1 }));
}

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

test('a phone that fills up says so before the next photo; what it took arrives, and what it did not stays in the hand', async ({ person, program, town }) => {
  const { order } = await town.open('heat-1', {
    village: (await town.facility('heater')).village ?? '', address: '满机 1 号', fault_kind: 'HP-02', description: '就十几度',
  });
  const phone = await person({ phone: true });
  await signIn(phone, '/crew/', 'heat-1-lead');
  await phone.locator(`[data-order="${order.number}"]`).click();
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await phone.context().setOffline(true);
  const browser = await phone.context().newCDPSession(phone);
  const room = async (bytes: number): Promise<void> => {
    await browser.send('Storage.overrideQuotaForOrigin', { origin: program.url, quotaSize: (await used(phone)) + bytes });
  };
  // The browser's own limit, not a made up one: room for one photo more, and then for none.
  await room(12.7 * MB);
  const picture = noise(2000, 1500);
  let taken = 0;
  for (; taken < 12 && !(await phone.locator('[data-test=no-room]').isVisible()); taken += 1) {
    await photo(phone, 'before', picture);
    await expect(phone.locator('.tabs .badge')).toHaveText(String(taken + 1));
    await expect(phone.locator('[data-test=photo-before]:enabled, [data-test=no-room]').first()).toBeVisible();
  }
  await expect(phone.locator('[data-test=no-room]')).toContainText('存储满了');
  await expect(phone.locator('[data-test=photo-before]')).toBeDisabled();
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(12);
  // Not even a note fits any more: it is said, and the words are still there.
  await room(1);
  const words = '进水阀也坏了。'.repeat(500);
  await phone.locator('#note').fill(words);
  await phone.getByRole('button', { name: '记下' }).click();
  await expect(phone.locator('header [role=alert]')).toContainText('没有记下');
  await expect(phone.locator('#note')).toHaveValue(words);
  await browser.send('Storage.overrideQuotaForOrigin', { origin: program.url });
  await phone.getByRole('button', { name: '记下' }).click();
  await expect(phone.locator('#note')).toHaveValue('');
  await phone.context().setOffline(false);
  await allSent(phone);
  const { photos, notes } = await town.order(order.number);
  expect(photos).toHaveLength(taken);
  expect(notes.map((note) => note.text)).toEqual([words]);
});
