import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { components } from '../shared/api/schema';
import { expect, signIn, test } from './people';

type Patterns = components['schemas']['Patterns'];

test('the supervisor sees the five haves with their proof, opens a cell of the heat map, prints the month and leaves the wall', async ({ person, town }) => {
  const lamp = await town.facility('streetlight', 9);
  await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮' });
  const desk = await person();
  await signIn(desk, '/supervisor/', 'supervisor');
  await desk.getByRole('link', { name: '研判' }).click();
  const funds = desk.locator('[data-have=funds]');
  await expect(funds.locator('[data-evidence=cost_of_repairs]')).toContainText('没有记录');
  await expect(desk.locator('[data-have=rules] [data-evidence=escalation_chains] a')).toHaveAttribute('href', /rules\/chains/);
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  await desk.locator('[data-evidence=response] a').click();
  await expect(desk).toHaveURL(/figures\/response_rate/);
  await desk.goBack();

  await desk.getByRole('link', { name: '时空规律' }).click();
  const cell = desk.locator('[data-test=hours] td a').first();
  const count = Number(await cell.innerText());
  expect(count).toBeGreaterThan(0);
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  await cell.click();
  await expect(desk.locator('main').getByRole('status')).toContainText(`${count} 张`);

  // What happens in the town stands on the page without a reload.
  await desk.goto('/supervisor/insight/patterns');
  const before = await town.get<Patterns>('/patterns', 'supervisor');
  const total = async (): Promise<number> => (await desk.locator('[data-test=villages] td.right').allInnerTexts()).reduce((sum, words) => sum + Number(words), 0);
  await expect.poll(total).toBe(before.orders);
  await town.open('light-1', { facility_id: (await town.facility('streetlight', 12)).id, fault_kind: 'SL-01', description: '灯不亮' });
  await expect.poll(total, { timeout: 20_000 }).toBe(before.orders + 1);

  await desk.getByRole('link', { name: '趋势与对比' }).click();
  await expect(desk.locator('[data-test=compare] tbody tr')).toHaveCount(12);
  await expect(desk.locator('[data-test=trends] svg')).toHaveCount(12);
  await desk.getByRole('link', { name: '班组与承包单位' }).click();
  await expect(desk.locator('[data-test=load] tbody tr').first()).toBeVisible();
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  const late = desk.locator('[data-test=load] td.worse a').first();
  const overdue = Number(await late.innerText());
  expect(overdue).toBeGreaterThan(0);
  await late.click();
  await expect(desk).toHaveURL(/figures\/received\?.*load=late/);
  await expect(desk.locator('main')).toContainText('超时的');
  await expect(desk.locator('main').getByRole('status')).toContainText(`${overdue} 张`);
  await desk.goBack();

  await desk.getByRole('link', { name: '月报' }).click();
  await expect(desk.locator('[data-test=report] h2')).toContainText('月报');
  const loading = desk.waitForEvent('download');
  await desk.getByRole('button', { name: '下载 XLSX' }).click();
  expect(readFileSync(await (await loading).path()).subarray(0, 2).toString()).toBe('PK');
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  await desk.emulateMedia({ media: 'print' });
  await expect(desk.locator('.tools')).toBeHidden();
  await expect(desk.locator('header.bar')).toBeHidden();
  expect((await desk.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  await desk.emulateMedia({ media: 'screen' });

  await desk.goto('/supervisor/wall');
  const body = desk.locator('[data-test=wall] .body');
  await expect(body).toHaveAttribute('data-page', 'late');
  await expect(desk.locator('[data-test=wall] button, [data-test=wall] a')).toHaveCount(0);
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
  await expect(body).toHaveAttribute('data-page', 'forecast', { timeout: 20_000 });
  await desk.keyboard.press('Escape');
  await expect(desk.locator('header.bar')).toBeVisible();

  const phone = await person({ phone: true, locale: 'en' });
  await signIn(phone, '/supervisor/', 'auditor');
  for (const path of ['insight', 'insight/trends', 'insight/patterns', 'insight/crews', 'report', 'wall']) {
    await phone.goto(`/supervisor/${path}`);
    await expect(phone.locator('main h1, main h2').first()).toBeVisible();
    await expect(phone.locator('main')).not.toContainText(/有制度|时空|月报/);
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, path).toBeLessThanOrEqual(1);
  }
});
