import { allSent, expect, signIn, test, type Page } from './people';
import { picture } from './picture';

/** The pages are kept by the service worker from now on. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    }
  });
}

test('a crew works without a network and everything arrives once', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  const card = crew.locator(`[data-order="${order.number}"]`);
  await expect(card).toBeVisible();
  await kept(crew);

  await crew.context().setOffline(true);
  await expect(crew.locator('.network')).toContainText('没网');
  await card.click();
  await crew.locator('[data-test=do-accept]').click();
  await crew.locator('[data-test=do-arrive]').click();
  await crew.locator('[data-test=photo-before]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture(640, 480) });
  await expect(crew.locator('[data-test=photos-pending]')).toBeVisible();
  await crew.locator('[data-test=do-resolve]').click();
  await crew.locator('label:has(#outcome-repaired)').click();
  await crew.locator('#action').fill('补水排气');
  await crew.locator('[data-test=resolve-send]').click();
  await expect(crew.locator('.tabs .badge')).toHaveText('4');

  // The phone is switched off and on again, still without a network: nothing is forgotten.
  await crew.goto('/crew/');
  await expect(crew.locator('.network')).toContainText('没网');
  await expect(crew.locator('.tabs .badge')).toHaveText('4');
  await expect(card).toContainText('已办结');
  await card.click();
  await expect(crew.locator('.order')).toContainText(heater.code);
  await crew.locator('[data-test=outbox]').click();
  await expect(crew.locator('.outbox li')).toHaveCount(4);
  expect((await town.order(order.number)).state).toBe('assigned');

  await crew.context().setOffline(false);
  await expect(crew.locator('.outbox li')).toHaveCount(0);
  await allSent(crew);
  const after = await town.order(order.number);
  expect(after.state).toBe('resolved');
  expect(after.photos).toHaveLength(1);
  expect(await town.counts(order.id)).toMatchObject({
    work_order_accepted: 1,
    work_order_arrived: 1,
    photo_added: 1,
    work_order_resolved: 1,
  });
});

test('an answer that is lost on the way is asked for again and nothing is done twice', async ({ person, program, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const crew = await person({ phone: true, plain: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  const keys: string[] = [];
  await crew.context().route('**/api/v1/work-orders/*/notes', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    if (keys.length > 1) return route.continue();
    // The server does it, and its answer never reaches the phone.
    await route.fetch();
    await route.abort('connectionreset');
  });
  await crew.locator(`[data-order="${order.number}"]`).click();
  await crew.getByLabel('写一句备注').fill('院门锁着，等家属');
  await crew.getByRole('button', { name: '记下' }).click();
  await expect(crew.getByLabel('写一句备注')).toHaveValue('');
  // The phone has the note in its outbox a moment after the field is empty: so by what was sent, not by the badge.
  await expect.poll(() => keys.length).toBeGreaterThan(1);
  await allSent(crew);
  expect(new Set(keys).size).toBe(1);
  expect((await town.order(order.number)).notes.map((note) => note.text)).toEqual(['院门锁着，等家属']);

  // The same with a program that is ended and started again in between.
  await program.restart();
  await crew.getByLabel('写一句备注').fill('家属到了');
  await crew.getByRole('button', { name: '记下' }).click();
  await expect(crew.getByLabel('写一句备注')).toHaveValue('');
  await expect.poll(async () => (await town.order(order.number)).notes.length).toBe(2);
  await allSent(crew);
});

test('what the server does not accept is shown with the reason and kept until the crew decides', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.locator(`[data-order="${order.number}"]`).click();
  await expect(crew.locator('[data-test=do-accept]')).toBeVisible();
  await crew.context().setOffline(true);
  await crew.locator('[data-test=do-accept]').click();
  await crew.locator('[data-test=do-arrive]').click();
  // Meanwhile the dispatcher gives up the order.
  await town.post(`/work-orders/${order.id}/cancellation`, { reason: '住户说好了' }, 'supervisor');
  await crew.context().setOffline(false);
  await expect(crew.locator('.strip.bad').first()).toContainText('没有被收下');
  await crew.locator('[data-test=outbox]').click();
  const items = crew.locator('.outbox li');
  await expect(items).toHaveCount(2);
  await expect(items.first()).toContainText('作废了（住户说好了）');
  await expect(items.nth(1)).toContainText('等前面那一步');
  for (let left = 2; left > 0; left -= 1) {
    await items.first().getByRole('button', { name: '不要了' }).click();
    await items.first().getByRole('button', { name: '确定不要' }).click();
    await expect(items).toHaveCount(left - 1);
    if (left === 2) await expect(items.first()).toContainText('没有被收下');
  }
  await allSent(crew);
  const counts = await town.counts(order.id);
  expect(counts.work_order_accepted ?? 0).toBe(0);
});

test("a resident's report waits for the network and is sent once", async ({ person, town }) => {
  const lamp = await town.facility('streetlight');
  const resident = await person({ phone: true });
  await resident.goto(`/f/${encodeURIComponent(lamp.code)}`);
  await resident.getByRole('button', { name: '路灯不亮' }).click();
  await resident.getByRole('button', { name: '都没有' }).click();
  await resident.getByLabel('电话').fill('010-5559-0188');
  await resident.context().setOffline(true);
  await resident.getByRole('button', { name: '报修', exact: true }).click();
  await expect(resident.locator('.pending')).toContainText('还没有发出去');
  const key = await resident.evaluate(() => localStorage.getItem('lamplighter.resident.pending'));
  expect(JSON.parse(key ?? '{}')).toHaveProperty('key');
  await resident.context().setOffline(false);
  await expect(resident.locator('.follow')).toHaveAttribute('data-state', 'received');
  expect(await resident.evaluate(() => localStorage.getItem('lamplighter.resident.pending'))).toBeNull();
  const page = await town.get<{ items: unknown[] }>(`/reports?q=${encodeURIComponent('010-5559-0188')}`);
  expect(page.items).toHaveLength(1);
});

test('a report that waits since an earlier visit is sent from the first page, also when what sends does not come at once', async ({ person, town }) => {
  const lamp = await town.facility('streetlight', 2);
  const earlier = await person({ phone: true, plain: true });
  await earlier.goto(`/f/${encodeURIComponent(lamp.code)}`);
  await earlier.getByRole('button', { name: '路灯不亮' }).click();
  await earlier.getByRole('button', { name: '都没有' }).click();
  await earlier.getByLabel('电话').fill('010-5559-0177');
  await earlier.context().setOffline(true);
  await earlier.getByRole('button', { name: '报修', exact: true }).click();
  await expect(earlier.locator('.pending')).toContainText('还没有发出去');
  await earlier.close({ runBeforeUnload: false });

  const later = await earlier.context().newPage();
  await earlier.context().setOffline(false);
  let refused = 0;
  await later.route(/\/assets\/more-.*\.js$/, (route) => (refused++ < 2 ? route.abort() : route.continue()));
  await later.goto('/');
  await expect(later.locator('.arrived')).toContainText('已经发出去了');
  expect(refused).toBeGreaterThan(1);
  expect(await later.evaluate(() => localStorage.getItem('lamplighter.resident.pending'))).toBeNull();
  await later.locator('.arrived button').click();
  await expect(later.locator('.follow')).toHaveAttribute('data-state', 'received');
  const page = await town.get<{ items: unknown[] }>(`/reports?q=${encodeURIComponent('010-5559-0177')}`);
  expect(page.items).toHaveLength(1);
});
