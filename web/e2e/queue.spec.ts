import { expect, signIn, test } from './people';
import type { Town, WorkOrder } from './town';

async function openOrders(town: Town, count: number): Promise<WorkOrder[]> {
  const orders: WorkOrder[] = [];
  for (let one = 0; one < count; one += 1) {
    const lamp = await town.facility('streetlight', one);
    const report = await town.post<{ id: string }>('/reports', { channel: 'hotline', facility_id: lamp.id, fault_kind: 'SL-01', description: `不亮 ${one}`, reporter: { phone: `1380000${1000 + one}` } });
    const made = await town.put<{ work_order: WorkOrder }>(`/reports/${report.id}/triage`, { decision: 'open', fault_kind: 'SL-01' });
    orders.push(made.work_order);
  }
  return orders;
}

test('many orders are sent at once, each failure is named; one cause makes an outage that everybody hears of', async ({ person, town }) => {
  const orders = await openOrders(town, 3);
  const crew = (await town.get<{ items: { id: string; name: { zh: string } }[] }>('/crews')).items[0]!;
  const desk = await person();
  await signIn(desk, '/operator/', 'dispatcher');
  await desk.goto('/operator/orders?q=不亮&class=streetlight');
  for (const order of orders) await desk.getByRole('checkbox', { name: `选中 ${order.number}` }).check();
  await desk.getByRole('button', { name: '批量派单' }).click();
  // Meanwhile somebody ends one of them.
  await town.post(`/work-orders/${orders[1]!.id}/cancellation`, { reason: '报错了' }, 'supervisor');
  await desk.locator('dialog select').selectOption(crew.id);
  await desk.locator('dialog input').fill('同一条路，一起去');
  await desk.locator('dialog').getByRole('button', { name: '批量派单' }).click();
  const result = desk.locator('[data-test=bulk-result]');
  await expect(result).toContainText('派好 2 张');
  await expect(result.locator('li')).toHaveCount(1);
  await expect(result.locator('li')).toContainText(orders[1]!.number);
  await desk.getByRole('button', { name: '知道了' }).click();

  // The one that was ended meanwhile leaves the list, and with it the choice.
  await expect(desk.getByRole('checkbox', { name: `选中 ${orders[1]!.number}` })).toHaveCount(0);
  for (const order of [orders[0]!, orders[2]!]) await desk.getByRole('checkbox', { name: `选中 ${order.number}` }).check();
  await desk.getByRole('button', { name: '大面积故障' }).click();
  await desk.locator('dialog textarea').fill('东街台区停电');
  await desk.locator('dialog select').last().selectOption(orders[2]!.id);
  await desk.getByRole('button', { name: /登记并通知 2 张/ }).click();
  await expect(desk.locator('[data-test=outages]')).toContainText(orders[2]!.number);
  await expect(desk.locator('[data-test=outages]')).toContainText('停电');

  const whole = await town.get<{ reports: { token: string }[] }>(`/work-orders/${orders[0]!.id}`);
  const resident = await person({ phone: true });
  await resident.goto(`/t/${whole.reports[0]!.token}`);
  await expect(resident.locator('body')).toContainText('停电');

  await desk.getByRole('button', { name: '原因已消除' }).click();
  await desk.locator('dialog textarea').fill('来电了');
  await desk.locator('dialog').getByRole('button', { name: '原因已消除' }).click();
  await expect(desk.locator('[data-test=outages]')).toHaveCount(0);
});

test('filters and columns are kept; an order that somebody else changes shows both versions', async ({ person, town }) => {
  const [order] = await openOrders(town, 1);
  const desk = await person();
  await signIn(desk, '/operator/', 'dispatcher');
  await desk.goto('/operator/orders?class=streetlight');
  await desk.getByRole('button', { name: '保存当前筛选' }).click();
  await desk.getByLabel('名称').fill('路灯');
  await desk.getByRole('button', { name: '保存', exact: true }).click();
  await desk.locator('summary', { hasText: '列' }).click();
  await desk.getByRole('checkbox', { name: '受理时间' }).check();
  await desk.goto('/operator/orders');
  await desk.getByRole('button', { name: '路灯', exact: true }).click();
  await expect(desk).toHaveURL(/class=streetlight/);
  await expect(desk.locator('th', { hasText: '受理时间' })).toBeVisible();

  await desk.goto(`/operator/orders/${order!.id}`);
  await desk.locator('.actions').getByRole('button', { name: /^派单/ }).click();
  await desk.locator('.actions .panel input').fill('离得近');
  const other = (await town.get<{ items: { id: string }[] }>('/crews')).items.find((one) => one.id !== order!.crew_id)!;
  await town.put(`/work-orders/${order!.id}/assignment`, { crew_id: other.id, reason: '换一个班组' }, 'dispatcher');
  await expect(desk.locator('[data-test=stale]')).toContainText('班组');
  await expect(desk.locator('.actions .panel input')).toHaveValue('离得近');
});

test('a list of 10,000 orders draws only what is seen and scrolls without a stutter', async ({ person, town }) => {
  test.setTimeout(150_000);
  const [sample] = await openOrders(town, 1);
  const desk = await person({ plain: true });
  // The list is the browser's part; the server's pages are measured elsewhere.
  await desk.route(/\/api\/v1\/work-orders\?/, async (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? '0');
    const limit = Number(new URL(route.request().url()).searchParams.get('limit') ?? '50');
    const items = Array.from({ length: Math.min(limit, 10_000 - from) }, (_, place) => ({ ...sample, id: String(1_000_000 + from + place), number: `LC-${from + place}` }));
    await route.fulfill({ json: { items, next: from + limit < 10_000 ? String(from + limit) : null } });
  });
  await signIn(desk, '/operator/', 'dispatcher');
  await desk.goto('/operator/orders');
  const list = desk.locator('.queue .list');
  await expect(list.locator('tbody tr[data-id]').first()).toBeVisible();
  await expect(async () => {
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    // The one real order may come in beside them.
    expect(Number(await list.locator('table').getAttribute('aria-rowcount'))).toBeGreaterThanOrEqual(10_000);
  }).toPass({ timeout: 120_000, intervals: [50] });
  expect(await list.locator('tbody tr[data-id]').count()).toBeLessThan(120);
  await expect(list.locator('tbody')).toContainText('LC-9999');
  const frames = await list.evaluate(
    (element) =>
      new Promise<{ count: number; milliseconds: number }>((done) => {
        const begin = performance.now();
        let count = 0;
        const step = (): void => {
          count += 1;
          element.scrollTop = (count * 137) % element.scrollHeight;
          if (performance.now() - begin < 2000) requestAnimationFrame(step);
          else done({ count, milliseconds: performance.now() - begin });
        };
        requestAnimationFrame(step);
      }),
  );
  // Told, not judged: no test asserts how fast the machine is.
  test.info().annotations.push({ type: 'frames per second', description: String(Math.round((frames.count * 1000) / frames.milliseconds)) });
  expect(frames.count).toBeGreaterThan(0);
});

test('an order is printed with its number, place and deadline, and without a control', async ({ person, town }) => {
  const lamp = await town.facility('streetlight', 6);
  const { order } = await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮', reporter: { phone: '13800001234' } });
  const village = await town.village(lamp.village);
  const whole = await town.order(order.number);
  expect(whole.due_at).not.toBeNull();
  for (const [path, account] of [['/operator/', 'dispatcher'], ['/supervisor/', 'supervisor']] as const) {
    const desk = await person();
    await signIn(desk, path, account);
    await desk.goto(`${path}orders/${order.id}`);
    const record = desk.locator('.record');
    await expect(record).toContainText(order.number);
    await desk.evaluate(() => {
      const seen = window as unknown as { printed: number };
      seen.printed = 0;
      window.print = () => { seen.printed += 1; };
    });
    await desk.locator('[data-test=print]').click();
    expect(await desk.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(1);
    const due = (await record.locator('.clocks').innerText()).match(/\d{1,2}:\d{2}/)?.[0];
    expect(due).toBeTruthy();
    await desk.emulateMedia({ media: 'print' });
    const paper = await desk.locator('body').innerText();
    for (const words of [order.number, village.name, lamp.code, due!]) expect(paper).toContain(words);
    for (const control of ['button', 'input', 'select', 'textarea', 'header.bar', '.queue > .list', '.queue > .head']) {
      for (const one of await desk.locator(control).all()) await expect(one).toBeHidden();
    }
    expect((await desk.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await desk.emulateMedia({ media: 'screen' });
    await expect(desk.locator('[data-test=print]')).toBeVisible();
  }
});
