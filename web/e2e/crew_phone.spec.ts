import { allSent, expect, signIn, test, type Page } from './people';

async function ready(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    }
  });
}
const kept = (page: Page): Promise<string[]> => page.evaluate(async () => (await indexedDB.databases()).map((one) => one.name ?? ''));

test('an order that went to another crew meanwhile: said in words, and what was done stays on it', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.locator(`[data-order="${order.number}"]`).click();
  await expect(crew.locator('[data-test=do-accept]')).toBeVisible();
  await crew.context().setOffline(true);
  await crew.locator('[data-test=do-accept]').click();
  await crew.locator('[data-test=do-arrive]').click();
  await crew.locator('#note').fill('暖气片是温的');
  await crew.getByRole('button', { name: '记下' }).click();
  await expect(crew.locator('.tabs .badge')).toHaveText('3');
  const { items } = await town.get<{ items: { id: string; code: string; name: { zh: string } }[] }>('/crews');
  const other = items.find((one) => one.code === 'heat-2');
  await town.put(`/work-orders/${order.id}/assignment`, { crew_id: other?.id, reason: '离得近' }, 'dispatcher');
  await crew.context().setOffline(false);

  // The note has arrived although the order is somebody else's; the steps wait for a person.
  await crew.locator('[data-test=outbox]').click();
  const waiting = crew.locator('.outbox li');
  await expect(waiting).toHaveCount(2);
  await expect(waiting.first()).toContainText(`改派给了${other?.name.zh}`);
  await waiting.first().locator('[data-test=keep-as-note]').click();
  await expect(waiting).toHaveCount(1);
  await waiting.first().locator('[data-test=keep-as-note]').click();
  await allSent(crew);
  const { notes } = await town.get<{ notes: { text: string }[] }>(`/work-orders/${order.id}`);
  expect(notes.map((note) => note.text)).toEqual([
    '暖气片是温的',
    expect.stringMatching(/^【补记】.*签收.*改派给了/),
    expect.stringMatching(/^【补记】.*到场.*改派给了/),
  ]);
  expect((await town.counts(order.id)).work_order_arrived ?? 0).toBe(0);
});

test('a lost phone is wiped at its next contact, sent or not', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const phone = await person({ phone: true });
  await signIn(phone, '/crew/', 'heat-1-lead');
  await phone.locator(`[data-order="${order.number}"]`).click();
  await ready(phone);
  await phone.context().setOffline(true);
  await phone.locator('#note').fill('还没发出去');
  await phone.getByRole('button', { name: '记下' }).click();
  await expect(phone.locator('.tabs .badge')).toHaveText('1');
  expect(await kept(phone)).toContain('lamplighter-crew');
  const { items } = await town.get<{ items: { id: string; username: string }[] }>('/accounts?q=heat-1-lead', 'admin');
  const account = items.find((one) => one.username === 'heat-1-lead');
  await town.remove(`/accounts/${account?.id}/sessions`, 'admin');
  await phone.context().setOffline(false);
  await expect(phone.locator('input[name=username]')).toBeVisible();
  await expect(phone.locator('body')).toContainText('已被停用');
  await expect(phone.locator('body')).not.toContainText(order.number);
  await expect.poll(() => kept(phone)).not.toContain('lamplighter-crew');
  expect(await phone.evaluate(() => caches.keys())).toEqual([]);
  expect((await town.order(order.number)).notes).toEqual([]);
});

test('something new that is broken is reported without a network, and a wrong clock is noticed', async ({ person, town }) => {
  const toilet = await town.facility('toilet');
  const phone = await person({ phone: true });
  await phone.addInitScript(() => {
    const Real = Date;
    const off = 3 * 3_600_000;
    class Fast extends Real {
      constructor(...given: unknown[]) {
        if (given.length === 0) super(Real.now() + off);
        else super(...(given as [number]));
      }
      static override now(): number {
        return Real.now() + off;
      }
    }
    globalThis.Date = Fast as DateConstructor;
  });
  await signIn(phone, '/crew/', 'heat-1-lead');
  await expect(phone.locator('[data-test=clock-wrong]')).toContainText('手机时间快了 3 小时');
  await phone.context().setOffline(true);
  await phone.locator('[data-test=do-report]').click();
  await phone.locator('[data-test=report-send]').click();
  await expect(phone.getByRole('alert')).toContainText('请选设施和毛病');
  await phone.locator('select[name=report-class]').selectOption('toilet');
  await phone.locator('select[name=report-kind]').selectOption({ index: 1 });
  await phone.locator('input[name=report-code]').fill(toilet.code);
  await phone.locator('textarea[name=report-words]').fill('门锁坏了');
  await phone.locator('[data-test=report-send]').click();
  await expect(phone.locator('.tabs .badge')).toHaveText('1');
  await phone.context().setOffline(false);
  await expect(phone.locator('.tabs .badge')).toHaveCount(0);
  const { items } = await town.get<{ items: { description: string; facility: { code: string } | null; received_at: string }[] }>('/reports?state=received&limit=200');
  const found = items.filter((report) => report.description === '门锁坏了');
  expect(found).toHaveLength(1);
  expect(Math.abs(Date.parse(found[0]?.received_at ?? '') - Date.now())).toBeLessThan(120_000);
});

test('what waits is sent while no page is open', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const phone = await person({ phone: true });
  await signIn(phone, '/crew/', 'heat-1-lead');
  await ready(phone);
  await phone.locator(`[data-order="${order.number}"]`).click();
  // The page cannot send; the worker in the background can.
  await phone.route('**/api/v1/work-orders/*/notes', (route) => route.abort());
  await phone.locator('#note').fill('后台发送');
  await phone.getByRole('button', { name: '记下' }).click();
  await expect(phone.locator('.tabs .badge')).toHaveText('1');
  const idle = await phone.context().newPage();
  await idle.goto('about:blank');
  await phone.close();
  const browser = await phone.context().newCDPSession(idle);
  const workers: { registrationId: string; scopeURL: string }[] = [];
  browser.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => workers.push(...registrations));
  await browser.send('ServiceWorker.enable');
  await expect.poll(() => workers.length).toBeGreaterThan(0);
  const worker = workers.find((one) => one.scopeURL.endsWith('/crew/'));
  await browser.send('ServiceWorker.dispatchSyncEvent', {
    origin: new URL(worker?.scopeURL ?? '').origin, registrationId: worker?.registrationId ?? '', tag: 'outbox', lastChance: false,
  }).catch(() => undefined);
  await expect.poll(async () => (await town.order(order.number)).notes.map((note) => note.text)).toEqual(['后台发送']);
});
