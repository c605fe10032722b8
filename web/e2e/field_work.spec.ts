import { allSent, expect, signIn, test, type Page } from './people';

interface Proof { checks: { item: string; answer: string }[]; parts: { part: string; quantity: number; missing: number }[]; minutes: number; consent: string; consent_by: string; label_matches: boolean; lamps: { code: string; burns: boolean }[] }
interface Stock { items: { part: string; quantity: number }[] }

async function ready(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    }
  });
}
async function sign(page: Page): Promise<void> {
  const pad = page.locator('[data-test=signature]');
  // Not behind the button that stays at the bottom.
  await pad.evaluate((field) => field.scrollIntoView({ block: 'center' }));
  const box = (await pad.boundingBox())!;
  await page.mouse.move(box.x + 30, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 110, { steps: 5 });
  await page.mouse.move(box.x + 220, box.y + 40, { steps: 5 });
  await page.mouse.up();
}

test('checks, parts, another label and a signature, all in a cellar, arrive once and in whole', async ({ person, town }) => {
  const heater = await town.facility('heater', 2);
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-01', description: '不转' });
  await town.post(`/work-orders/${order.id}/arrival`, {}, 'heat-1-lead');
  const before = (await town.get<Stock>('/crews/heat-1/stock')).items.find((one) => one.part === 'HP-PUMP')?.quantity ?? 0;
  expect(before, 'a van of the demo town sets out with the usual parts').toBe(2);
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.locator(`[data-order="${order.number}"]`).click();
  await ready(crew);
  await crew.locator('[data-test=do-proof]').click();
  await crew.locator('[data-part=HP-PUMP]').waitFor();
  await crew.context().setOffline(true);
  await crew.locator('[data-test=proof-send]').click();
  await expect(crew.locator('.primary-step [role=alert]')).toContainText('至少记一样');
  await crew.locator('[data-check=warm] .good').click();
  await crew.locator('[data-check=leak] .bad').click();
  const more = crew.locator('[data-part=HP-PUMP] [data-test=more]');
  for (let i = 0; i < 3; i += 1) await more.click();
  await expect(crew.locator('[data-part=HP-PUMP] [role=status]')).toContainText('1');
  await crew.locator('#proof-minutes').fill('45');
  await crew.locator('#proof-label').fill('LC-HP-OTHER');
  await expect(crew.locator('[data-test=other-label]')).toContainText(heater.code);
  await crew.locator('#proof-label').fill(heater.code.toLowerCase());
  await expect(crew.locator('[data-test=other-label]')).toHaveCount(0);
  await crew.locator('label:has(input[value=signed])').click();
  await crew.locator('#proof-consent_by').fill('王秀兰');
  await sign(crew);
  await crew.locator('[data-test=proof-send]').click();
  await expect(crew.locator('.tabs .badge')).toHaveText('2');
  await expect(crew).toHaveURL(new RegExp(`/orders/${order.id}$`));
  await crew.reload();
  await expect(crew.locator('[data-test=proofs-pending]')).toBeVisible();
  await crew.context().setOffline(false);
  await allSent(crew);

  const { items } = await town.get<{ items: Proof[] }>(`/work-orders/${order.id}/proofs`);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    checks: [{ item: 'warm', answer: 'good' }, { item: 'leak', answer: 'bad' }],
    parts: [{ part: 'HP-PUMP', quantity: 3, missing: 1 }],
    minutes: 45, consent: 'signed', consent_by: '王**', label_matches: true,
  });
  expect((await town.get<Stock>('/crews/heat-1/stock')).items.find((one) => one.part === 'HP-PUMP')?.quantity).toBe(0);
  const { photos } = await town.order(order.number);
  expect(photos.map((photo) => photo.step)).toEqual(['signature']);
  const desk = await person();
  await signIn(desk, '/operator/', 'operator');
  await desk.goto(`/operator/orders/${order.id}`);
  await expect(desk.locator('[data-test=proof]')).toContainText('循环泵');
  await expect(desk.locator('[data-test=proof]')).toContainText('缺 1');
});

test('one stop for a circuit: the lamps that burn are ticked', async ({ person, town }) => {
  const lamp = await town.facility('streetlight', 1);
  const { order } = await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-02', description: '一串都不亮' });
  expect(order.circuit).toBeTruthy();
  await town.post(`/work-orders/${order.id}/arrival`, {}, 'light-1-lead');
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'light-1-lead');
  await crew.locator(`[data-order="${order.number}"]`).click();
  await crew.locator('[data-test=do-proof]').click();
  const lamps = crew.locator('[data-lamp]');
  await expect(lamps.first()).toBeVisible();
  expect(await lamps.count()).toBeGreaterThan(1);
  await lamps.nth(0).locator('label').first().click();
  await lamps.nth(1).locator('label').last().click();
  await crew.locator('[data-test=proof-send]').click();
  await allSent(crew);
  const { items } = await town.get<{ items: Proof[] }>(`/work-orders/${order.id}/proofs`);
  expect(items[0]?.lamps.map((one) => one.burns)).toEqual([true, false]);
});

test('on shift, a spare lent, "cannot enter" in one tap, the hand-over, and ill', async ({ person, town }) => {
  const heater = await town.facility('heater', 5);
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-01', description: '不转' });
  await town.post(`/work-orders/${order.id}/acceptance`, undefined, 'heat-1-lead');
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.goto('/crew/me');
  await crew.locator('#van').fill('京A12345');
  await crew.locator('[data-test=shift-on]').click();
  await expect(crew.locator('[data-test=shift-off]')).toBeVisible();
  await allSent(crew);
  await crew.goto(`/crew/orders/${order.id}`);
  await crew.locator('#spare').fill('BY-07');
  await crew.locator('[data-test=lend]').last().click();
  await expect(crew.locator('[data-test=lent]').first()).toContainText('BY-07');
  await crew.locator('[data-test=card-co] summary').click();
  await expect(crew.locator('[data-test=card-co]')).toContainText('120');
  await crew.locator('[data-test=quick-no-access]').click();
  await expect(crew.locator('[data-test=do-resume]')).toBeVisible();
  await allSent(crew);
  expect((await town.get<{ items: { spare: string }[] }>('/spares')).items.map((one) => one.spare)).toEqual(['BY-07']);
  await crew.goto('/crew/me');
  await crew.locator('[data-test=shift-off]').click();
  await crew.locator('[data-test=shift-off-send]').click();
  await expect(crew.locator('[data-test=shift] [role=alert]')).toBeVisible();
  await crew.locator('#hand-over-note').fill('邻居下午有钥匙');
  await crew.locator('[data-test=shift-off-send]').click();
  await expect(crew.locator('[data-test=shift-on]')).toBeVisible();
  await allSent(crew);
  expect((await town.order(order.number)).notes.map((note) => note.text)).toContain('【交班】邻居下午有钥匙');
  await crew.reload();
  await expect(crew.locator('[data-test=shift]')).toContainText('邻居下午有钥匙');
  await crew.locator('[data-test=sick]').click();
  await crew.locator('[data-test=sick-send]').click();
  await allSent(crew);
  expect((await town.counts(order.id)).work_order_handed_over).toBe(1);
  const { crews } = await town.get<{ crews: { code: string; absence: { reason: string } | null }[] }>('/plan', 'dispatcher');
  expect(crews.find((one) => one.code === 'heat-1')?.absence?.reason).toBe('生病');
});

test('large letters and the sun stay on this phone', async ({ person }) => {
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.goto('/crew/me');
  await crew.locator('label:has(input[value=large])').click();
  await crew.locator('label:has(input[value=sun])').click();
  await crew.reload();
  await expect(crew.locator('html')).toHaveAttribute('data-size', 'large');
  await expect(crew.locator('html')).toHaveAttribute('data-light', 'sun');
  const wide = await crew.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, 'nothing is cut off to the right').toBeLessThanOrEqual(0);
});
