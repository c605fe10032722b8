import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { components } from '../shared/api/schema';
import { expect, signIn, tabTo, test } from './people';

type Figures = components['schemas']['Figures'];
type Orders = components['schemas']['FigureOrderPage'];

test('the supervisor reads the figures, opens the orders behind one and takes them along; crews see none', async ({ person, town }) => {
  const figures = await town.get<Figures>('/figures', 'supervisor');
  const coverage = figures.total.values.callback_coverage;
  expect(coverage?.denominator, 'the demo town has closed orders').toBeGreaterThan(0);

  const desk = await person();
  await signIn(desk, '/supervisor/', 'supervisor');
  await desk.reload();
  const link = desk.getByRole('link', { name: '考核指标' });
  await tabTo(desk, link);
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: '近 30 天' }).click();
  const card = desk.locator('[data-code=callback_coverage]');
  await expect(card).toContainText(`分母 ${coverage?.denominator}`);
  await expect(card.locator('.formula')).toContainText('期内结案、有报修人的工单');
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);

  // Each row of a table leads to its own orders.
  await desk.locator('select[name=by]').selectOption('class');
  const row = desk.locator('tbody tr').filter({ hasText: '煤改电取暖机' });
  await expect(row).toBeVisible();
  await row.locator('a').first().click();
  await expect(desk).toHaveURL(/figures\/\w+\?.*class=heater/);
  await expect(desk.locator('tbody tr').first()).toBeVisible();
  await desk.goBack();

  // The number, and the orders behind it, are the same.
  await card.getByRole('link', { name: /^分子/ }).click();
  await expect(desk.locator('main').getByRole('status')).toContainText(`${coverage?.numerator} 张`);
  await expect(desk.locator('tbody tr')).toHaveCount(coverage?.numerator ?? 0);
  await desk.getByRole('link', { name: '剔除', exact: true }).click();
  const excluded = await town.get<Orders>('/figures/callback_coverage/work-orders?part=excluded', 'supervisor');
  await expect(desk.locator('main').getByRole('status')).toContainText(`${excluded.count} 张`);
  await desk.getByRole('link', { name: /返回指标/ }).click();

  const loading = desk.waitForEvent('download');
  await desk.getByRole('button', { name: '导出 CSV' }).click();
  const csv = readFileSync(await (await loading).path(), 'utf8');
  expect(csv).toContain('回访覆盖率');
  expect(csv).toContain('期内结案、有报修人的工单');

  await desk.getByRole('link', { name: /没有单独立案的报修/ }).click();
  await expect(desk.locator('tbody')).toContainText('这处设施不归镇里管护');

  const phone = await person({ phone: true, locale: 'en' });
  await signIn(phone, '/supervisor/', 'auditor');
  await phone.goto('/supervisor/figures?by=village');
  await expect(phone.getByRole('heading', { name: 'Resolved in time' })).toBeVisible();
  await expect(phone.locator('main')).not.toContainText('按期');
  expect((await new AxeBuilder({ page: phone }).analyze()).violations).toEqual([]);
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(1);

  const operator = await person();
  await signIn(operator, '/supervisor/', 'operator');
  await expect(operator.locator('a.tile').first()).toBeVisible();
  await expect(operator.getByRole('link', { name: '考核指标' })).toHaveCount(0);
});
