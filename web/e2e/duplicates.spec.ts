import { expect, signIn, tabTo, test } from './people';

test('a report from a label waits for the operator, becomes an order, and a second call joins it', async ({ person, town }) => {
  const lamp = await town.facility('streetlight');
  const operator = await person();
  const resident = await person({ phone: true });
  const second = await person({ phone: true });
  await signIn(operator, '/operator/', 'operator');
  await operator.getByRole('link', { name: /待处理报修/ }).click();
  await expect(operator.getByRole('heading', { name: /待处理报修/ })).toBeVisible();

  // The resident scans the label; the page knows the lamp and asks in the resident's own words.
  await resident.goto(`/f/${encodeURIComponent(lamp.code)}`);
  await expect(resident.locator('.scanned')).toContainText(lamp.code);
  await resident.getByRole('button', { name: '路灯不亮' }).click();
  await resident.getByRole('button', { name: '都没有' }).click();
  const words = `第三天不亮了，${lamp.code.slice(-4)}`;
  await resident.getByLabel('说几句').fill(words);
  await resident.getByRole('button', { name: '报修', exact: true }).click();
  await expect(resident.locator('.follow')).toHaveAttribute('data-state', 'received');
  const token = new URL(resident.url()).pathname.split('/').at(-1) ?? '';
  expect(token).not.toBe('');

  // The operator sees it come in and opens an order.
  const row = operator.locator('button.row', { hasText: lamp.name });
  await expect(row).toBeVisible();
  await row.click();
  await expect(operator.locator('blockquote')).toHaveText(words);
  await operator.getByRole('button', { name: /^开单/ }).click();
  await expect(operator.locator('.done')).toContainText('已开单');
  await expect(row).toHaveCount(0);
  const facility = await town.get<{ open_work_order_ids: string[] }>(`/facilities/${lamp.id}`);
  expect(facility.open_work_order_ids).toHaveLength(1);
  const order = await town.get<{ number: string; report_count: number }>(`/work-orders/${facility.open_work_order_ids[0]}`);
  await resident.getByRole('button', { name: '刷新' }).click();
  await expect(resident.locator('.keep')).toContainText(order.number);

  // A neighbour calls about the same lamp: the operator is shown the order and joins the call to it.
  await operator.keyboard.press('Alt+1');
  await operator.locator('input[name=caller-phone]').fill('010-5559-0177');
  await tabTo(operator, operator.getByRole('combobox', { name: '设施' }));
  await operator.keyboard.type(lamp.code);
  await expect(operator.getByRole('option').filter({ hasText: lamp.code })).toBeVisible();
  await operator.keyboard.press('Enter');
  await expect(operator.locator('.duplicates')).toContainText(order.number);
  await expect(operator.locator('.duplicates')).toContainText('同一设施');
  await tabTo(operator, operator.getByLabel('情况（对方的原话）'));
  await operator.keyboard.type('路灯不亮');
  await operator.keyboard.press('Alt+ArrowDown');
  await operator.keyboard.press('Alt+m');
  await expect(operator.getByRole('button', { name: new RegExp(`并入 ${order.number}`) })).toBeVisible();
  await operator.keyboard.press('Control+Enter');
  const result = operator.locator('.result.done');
  await expect(result).toContainText('已并入工单');
  const follow = new URL((await result.locator('.follow a').getAttribute('href')) ?? '').pathname;
  expect(follow).not.toBe(`/t/${token}`);

  // Both see the same order and the same progress.
  await second.goto(follow);
  await expect(second.locator('.keep')).toContainText(order.number);
  await resident.getByRole('button', { name: '刷新' }).click();
  for (const page of [resident, second]) await expect(page.locator('.follow')).toHaveAttribute('data-order-state', /assigned|open/);
  expect(await second.locator('.head h1').innerText()).toBe(await resident.locator('.head h1').innerText());
  await expect(second.locator('.follow')).toHaveAttribute('data-state', 'merged');
  expect((await town.order(order.number)).report_count).toBe(2);
});

test('a smell of gas is sent to 119 before anything else', async ({ person }) => {
  const resident = await person({ phone: true });
  await resident.goto('/');
  await resident.getByRole('button', { name: /我要报修/ }).click();
  await resident.locator('.villages button').first().click();
  await resident.getByRole('button', { name: /送气/ }).click();
  await resident.getByRole('button', { name: '有煤气味' }).click();
  await expect(resident.getByRole('alert')).toContainText('119');
  await expect(resident.locator('.emergency .call').first()).toHaveAttribute('href', 'tel:119');
  await expect(resident.getByRole('button', { name: '报修', exact: true })).toHaveCount(0);
});

test('a danger question answered with yes puts the emergency number first and marks the report', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const resident = await person({ phone: true });
  await resident.goto(`/f/${encodeURIComponent(heater.code)}`);
  await resident.getByRole('button', { name: /^不热/ }).click();
  await expect(resident.locator('.carbon')).toContainText('一氧化碳');
  await resident.locator('.question').first().getByRole('button', { name: '有', exact: true }).click();
  await expect(resident.locator('.emergency .call').first()).toHaveAttribute('href', 'tel:119');
  await resident.getByRole('button', { name: /继续报修/ }).click();
  await resident.getByRole('button', { name: '报修', exact: true }).click();
  await expect(resident.locator('.follow')).toHaveAttribute('data-state', 'received');
  const page = await town.get<{ items: { danger: boolean; facility: { code: string } | null }[] }>('/reports?state=received');
  const made = page.items.find((report) => report.facility?.code === heater.code);
  expect(made?.danger).toBe(true);
});
