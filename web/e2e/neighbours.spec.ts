import { expect, test } from './people';

test('two neighbours who dispute a repair ask for a check; each browser is one voice', async ({ person, town }) => {
  const lamp = await town.facility('streetlight', 3);
  const { order, token } = await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮' });
  await town.post(`/work-orders/${order.id}/arrival`, {}, 'light-1-lead');
  await town.post(`/work-orders/${order.id}/resolution`, { outcome: 'repaired', action: '接好了', cause: '断线' }, 'light-1-lead');
  const owed = async (): Promise<boolean> => (await town.get<{ items: { work_order_id?: string; work_order?: { id: string } }[] }>('/rechecks', 'checker')).items.some((one) => JSON.stringify(one).includes(order.number));
  const before = await owed();

  const first = await person({ phone: true });
  await first.goto(`/t/${token}`);
  await first.locator('[data-test=village]').click();
  const row = first.locator(`[data-number="${order.number}"]`);
  await row.getByRole('button', { name: '确实修好了' }).click();
  await expect(row).toContainText('邻里 1 人说修好了');
  await row.getByRole('button', { name: '还没修好' }).click();
  await expect(row).toContainText('邻里 1 人说没修好');
  await expect(row).not.toContainText('人说修好了');
  expect(await owed()).toBe(before);

  const second = await person({ phone: true });
  await second.goto(`/v/${lamp.village}`);
  const same = second.locator(`[data-number="${order.number}"]`);
  await same.getByRole('button', { name: '还没修好' }).click();
  await expect(same).toContainText('将派人到现场复查');
  expect(await owed()).toBe(true);
});

test('whoever follows a report leaves a number once and stops the messages again', async ({ person, town }) => {
  const lamp = await town.facility('streetlight', 5);
  const { token } = await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮' });
  const resident = await person({ phone: true });
  await resident.goto(`/t/${token}`);
  const panel = resident.locator('[data-test=updates]');
  await panel.getByRole('textbox').fill('abc');
  await panel.getByRole('button').click();
  await expect(panel.getByRole('alert')).toContainText('号码');
  await panel.getByRole('textbox').fill('13800000077');
  await panel.getByRole('button').click();
  await expect(panel).toContainText('有进展时会通知');
  await expect(panel.getByRole('textbox')).toHaveCount(0);
  expect(await resident.content()).not.toContain('13800000077');
  await panel.getByRole('button', { name: '不再通知' }).click();
  await expect(panel).toContainText('现在不会发通知');
});

test('without JavaScript a village is read and a repair disputed too', async ({ browser, program, town }) => {
  const lamp = await town.facility('streetlight', 3);
  const { order } = await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮' });
  await town.post(`/work-orders/${order.id}/arrival`, {}, 'light-1-lead');
  await town.post(`/work-orders/${order.id}/resolution`, { outcome: 'repaired', action: '接好了', cause: '断线' }, 'light-1-lead');
  const context = await browser.newContext({ baseURL: program.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/plain/v/${lamp.village}`);
  await page.getByRole('button', { name: '还没修好' }).first().click();
  await expect(page).toHaveURL(new RegExp(`/plain/v/${lamp.village}$`));
  await expect(page.locator('main')).toContainText('邻里说没修好：1');
  await context.close();
});
