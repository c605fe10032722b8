import AxeBuilder from '@axe-core/playwright';
import type { components } from '../shared/api/schema';
import { expect, signIn, tabTo, test } from './people';

type Schemas = components['schemas'];
type Policies = { items: Schemas['Policy'][] };

test('the supervisor tries a stricter promise on past orders, then puts it in force; others only read', async ({ person, town }) => {
  const desk = await person();
  await signIn(desk, '/supervisor/', 'supervisor');
  await desk.reload();
  const link = desk.getByRole('link', { name: '规则' });
  await tabTo(desk, link);
  await desk.keyboard.press('Enter');
  // The policy under which the demo town has finished most orders.
  const closed = (await town.get<{ items: Schemas['WorkOrder'][] }>('/work-orders?state=closed&limit=200', 'supervisor')).items;
  const used = (code: string): number => closed.filter((order) => order.policy === code).length;
  const policies = (await town.get<Policies>('/policies', 'supervisor')).items;
  const policy = policies.toSorted((a, b) => used(b.code) - used(a.code))[0];
  await desk.locator('select[name=class]').selectOption(policy?.class ?? '');
  await desk.getByRole('button', { name: new RegExp(`^${policy?.code} `) }).click();
  const editor = desk.locator('[data-test=policy]');
  const resolve = editor.locator('[data-target=resolve]');
  await resolve.locator('input[type=number]').fill('1');
  await resolve.locator('select').first().selectOption('minutes');
  const arrive = editor.locator('[data-target=arrive] input[type=checkbox]');
  if (await arrive.isChecked()) await arrive.uncheck();
  await editor.locator('[data-test=try]').click();
  const panel = editor.locator('[data-test=what-if]');
  await expect(panel.getByRole('status')).toContainText('张工单');
  const line = panel.locator('tr[data-target=resolve]');
  await expect(line).toBeVisible();
  const cells = await line.locator('td.right').allInnerTexts();
  const late = Number(cells[1]?.split('/')[0]);
  expect(late, 'the demo town has orders that took longer than a minute').toBeGreaterThan(Number(cells[0]?.split('/')[0]));
  await panel.locator('summary').click();
  await expect(panel.locator('.orders li').first()).toContainText('→ 超时');
  await panel.locator('select[name=by]').selectOption('village');
  await expect(panel.locator('tbody')).not.toHaveCount(1);
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  const untouched = (await town.get<Policies>('/policies', 'supervisor')).items.find((one) => one.code === policy?.code);
  expect(untouched?.version, 'trying writes nothing').toBe(policy?.version);

  // The server's words stand beside the form; what is right is saved as a new version.
  await editor.locator('input[name=warnings]').fill('90 50');
  await editor.getByRole('button', { name: '保存', exact: true }).click();
  await expect(editor.getByRole('alert')).toBeVisible();
  await editor.locator('input[name=warnings]').fill('50 90');
  await editor.getByRole('button', { name: '保存', exact: true }).click();
  await expect(desk.getByText(`✓ 已保存：${policy?.code} 第 ${(policy?.version ?? 0) + 1} 版`)).toBeVisible();
  const saved = (await town.get<Policies>('/policies', 'supervisor')).items.find((one) => one.code === policy?.code);
  expect(saved?.limits.resolve?.amount).toBe(1);
  expect(saved?.warnings?.map((one) => one.percent)).toEqual([50, 90]);

  const phone = await person({ phone: true });
  await signIn(phone, '/supervisor/', 'auditor');
  await phone.goto('/supervisor/rules');
  await expect(phone.getByText('只有督办和管理员能改')).toBeVisible();
  await phone.getByRole('button', { name: new RegExp(`^${policy?.code} `) }).click();
  await expect(phone.locator('[data-test=try]')).toBeVisible();
  await expect(phone.getByRole('button', { name: '保存', exact: true })).toHaveCount(0);
  expect((await new AxeBuilder({ page: phone }).analyze()).violations).toEqual([]);
});

test('calendars, cold waves, reasons and chains are kept from the same place', async ({ person, town }) => {
  const desk = await person();
  await signIn(desk, '/supervisor/', 'supervisor');
  await desk.goto('/supervisor/rules/calendars');
  const wave = desk.locator('[data-test=wave]');
  const day = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
  await wave.locator('input[name=wave_from]').fill(`${day(3)}T08:00`);
  await wave.locator('input[name=wave_to]').fill(`${day(5)}T08:00`);
  await wave.locator('input[name=wave_note]').fill('寒潮蓝色预警 12 号');
  await wave.getByRole('button', { name: '启动预警' }).click();
  await expect(desk.getByText('✓ 预警已启动')).toBeVisible();
  await desk.getByRole('button', { name: '解除 寒潮蓝色预警 12 号' }).click();
  await expect(desk.getByText('✓ 预警已解除')).toBeVisible();

  const date = desk.locator('[data-test=date]');
  await date.locator('select[name=calendar]').selectOption('workdays-09-18');
  await date.locator('input[name=day]').fill('2030-02-03');
  await date.locator('input[name=date_name]').fill('春节, 初一');
  await date.getByRole('button', { name: '加一天' }).click();
  await expect(desk.getByText('✓ 已保存：2030-02-03')).toBeVisible();
  await desk.getByLabel('导入日期 工作日').setInputFiles({ name: 'notice.csv', mimeType: 'text/csv', buffer: Buffer.from('date,open,name,source\n2030-02-10,5,调休,国办\n') });
  await expect(desk.getByText('✓ 已保存：notice.csv')).toBeVisible();
  const calendars = await town.get<{ items: Schemas['Calendar'][] }>('/calendars', 'supervisor');
  const dates = calendars.items.find((one) => one.code === 'workdays-09-18')?.exceptions ?? [];
  expect(dates.find((one) => one.date === '2030-02-03')?.name).toBe('春节, 初一');
  expect(dates.find((one) => one.date === '2030-02-10')?.like_weekday).toBe(5);
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);

  await desk.getByRole('link', { name: '申请理由' }).click();
  await desk.getByRole('button', { name: '新理由' }).click();
  const reason = desk.locator('[data-test=reason]');
  await reason.locator('input[name=code]').fill('road_shut');
  await reason.locator('input[name=zh]').fill('封路');
  await reason.locator('input[name=en]').fill('Road shut');
  await reason.locator('input[name=hours]').fill('6');
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  await reason.getByRole('button', { name: '保存' }).click();
  await expect(desk.locator('tbody tr').filter({ hasText: '封路' })).toContainText('6 小时');

  await desk.getByRole('link', { name: '督办链' }).click();
  await desk.getByRole('button', { name: '新督办链' }).click();
  const chain = desk.locator('[data-test=chain]');
  await chain.locator('input[name=code]').fill('toilets-late');
  await chain.locator('input[name=zh]').fill('公厕超时');
  await chain.locator('input[name=en]').fill('Toilets late');
  await chain.locator('select[name=trigger]').selectOption('breach');
  await chain.locator('select[name=class]').selectOption('toilet');
  await chain.getByRole('button', { name: '加一步' }).click();
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  await chain.getByRole('button', { name: '保存' }).click();
  await expect(desk.locator('[data-code=toilets-late]')).toContainText('30 分钟后 → 督办');
});

test('a call about two things becomes two orders from one receipt, and a recount is the supervisor’s', async ({ person, town }) => {
  const heater = await town.facility('heater', 9);
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '不热，门口路灯也不亮' });
  const operator = await person();
  await signIn(operator, '/operator/', 'operator');
  await operator.goto(`/operator/orders/${order.id}`);
  const split = operator.locator('[data-test=split]');
  await split.getByRole('button', { name: '来电还说了另一件事' }).click();
  await split.locator('textarea').fill('门口路灯不亮');
  await split.locator('input[value^=SL]').first().check();
  expect((await new AxeBuilder({ page: operator }).analyze()).violations).toEqual([]);
  await split.getByRole('button', { name: '另记一件' }).click();
  await expect(operator.getByText('✓ 已另记一件')).toBeVisible();
  const waiting = await town.get<{ items: Schemas['Report'][] }>('/reports?state=received', 'operator');
  const second = waiting.items.find((one) => one.description === '门口路灯不亮');
  expect(second?.received_at).toBe(order.received_at);
  await expect(operator.locator('[data-test=recount]')).toHaveCount(0);
  await expect(operator.getByRole('button', { name: /申请.*作废/ }), 'the desk asks for a void').toHaveCount(1);

  const desk = await person();
  await signIn(desk, '/operator/', 'supervisor');
  await desk.goto(`/operator/orders/${order.id}`);
  const recount = desk.locator('[data-test=recount]');
  await recount.getByRole('button', { name: '重新计时' }).click();
  await recount.locator('textarea').fill('标准改错过');
  await recount.locator('form').getByRole('button', { name: '重新计时' }).click();
  await expect(desk.getByText('✓ 已重新计时')).toBeVisible();
  expect((await town.counts(order.id)).clocks_recounted).toBe(1);
});
