import { expect, signIn, test, type Page } from './people';
import { noise } from './picture';

/** All that the browser lets the page keep, of which its own files and the day take a part. */
const QUOTA = 3_400_000;
const MANY = 12;

/** From now on the browser itself keeps to it. Before the first visit: it remembers for a while how much is free. */
async function setQuota(page: Page, origin: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: QUOTA });
}

/** What the phone keeps of one kind, in the order it came. */
const kept = (page: Page, name: 'outbox' | 'sent_photos'): Promise<string[]> =>
  page.evaluate((store) => new Promise((resolve, reject) => {
    const open = indexedDB.open('lamplighter-crew');
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const all = open.result.transaction(store).objectStore(store).getAll();
      all.onsuccess = () => {
        open.result.close();
        resolve((all.result as { action?: string; photo_id?: string }[]).map(({ action, photo_id }) => action ?? photo_id ?? ''));
      };
    };
  }), name);

async function photo(page: Page): Promise<void> {
  await page.locator('[data-test=photo-before]').setInputFiles({ name: 'p.png', mimeType: 'image/png', buffer: noise(900, 700) });
}

test('a phone that is really full says so before the photo; sent ones go first, and nothing unsent is lost', async ({ person, program, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const phone = await person({ phone: true });
  await setQuota(phone, program.url);
  await signIn(phone, '/crew/', 'heat-1-lead');
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await phone.goto(`/crew/orders/${order.id}`);
  const button = phone.locator('[data-test=photo-before]');
  const badge = phone.locator('.tabs .badge');

  // With a network: whatever is taken arrives, and when room is short the oldest that arrived goes first.
  let taken = 0;
  let left: string[] = [];
  for (let gone = false; !gone && taken < MANY; gone = left.length < taken) {
    await expect(button).toBeEnabled();
    await photo(phone);
    taken += 1;
    await expect.poll(async () => (await town.order(order.number)).photos.length).toBe(taken);
    await expect(badge).toHaveCount(0);
    await expect(button).toBeEnabled();
    left = await kept(phone, 'sent_photos');
  }
  const all = (await town.order(order.number)).photos.map((one) => one.id);
  process.stdout.write(`${taken} photos sent, ${left.length} of them still kept\n`);
  expect(left.length).toBeLessThan(taken);
  expect(left).toEqual(all.slice(taken - left.length));

  // Without: they go to the last one, and then it is said before the photo is taken.
  await phone.context().setOffline(true);
  const full = phone.locator('[data-test=no-room]');
  let waiting = 0;
  for (; waiting < MANY && (await button.isEnabled()); ) {
    await photo(phone);
    waiting += 1;
    await expect(badge).toHaveText(String(waiting));
    await expect(button.and(phone.locator(':enabled')).or(full)).toBeVisible();
  }
  process.stdout.write(`${waiting} photos waiting\n`);
  await expect(full).toContainText('存储满了');
  await expect(button).toBeDisabled();
  expect(await kept(phone, 'sent_photos')).toEqual([]);
  expect(await kept(phone, 'outbox')).toEqual(Array.from({ length: waiting }, () => 'photo'));

  // Where no photo fits, words still do; and a full phone sends all that waits.
  await phone.locator('#note').fill('照片拍不下了');
  await phone.locator('form:has(#note) button').click();
  await expect(badge).toHaveText(String(waiting + 1));
  await phone.context().setOffline(false);
  await expect(badge).toHaveCount(0);
  const now = await town.order(order.number);
  expect(now.photos).toHaveLength(taken + waiting);
  expect(now.notes.map((one) => one.text)).toEqual(['照片拍不下了']);
});
