import { readFileSync } from 'node:fs';
import { expect, signIn, test } from './people';

test('a supervisor shows, gives out and erases what is kept about a person', async ({ person, town }) => {
  const heater = await town.facility('heater', 4);
  const phone = '13987650123';
  const reporter = { name: '赵桂兰', phone };
  const ended = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '屋里不热', reporter });
  await town.post(`/work-orders/${ended.order.id}/cancellation`, { reason: '报错了' }, 'supervisor');
  const open = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '又不热了', reporter });

  // Only a supervisor has the page.
  const operator = await person();
  await signIn(operator, '/supervisor/', 'operator');
  await operator.locator('nav.views').waitFor();
  await expect(operator.getByRole('link', { name: '个人信息' })).toHaveCount(0);

  const page = await person();
  await signIn(page, '/supervisor/', 'supervisor');
  await page.getByRole('link', { name: '个人信息' }).click();
  const find = async (): Promise<void> => {
    await page.locator('[name=person-phone]').fill(phone);
    await page.locator('.person form button[type=submit]').click();
  };
  await find();
  const held = page.locator('[data-test=person-held]');
  await expect(held).toContainText('139****0123');
  await expect(held).toContainText('2 件报修');
  await expect(held).not.toContainText('桂兰');
  expect(page.url()).not.toContain(phone);

  await page.locator('[data-test=person-export]').click();
  await expect(page.locator('.person [role=alert]')).toContainText('事由');
  await page.locator('[name=person-reason]').fill('本人书面申请');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-test=person-export]').click()]);
  expect(download.suggestedFilename()).toMatch(/^person-\d{12}\.json$/);
  const given = JSON.parse(readFileSync(await download.path(), 'utf8')) as { reports: { reporter: { name: string } }[] };
  expect(given.reports.map((report) => report.reporter.name)).toEqual(['赵桂兰', '赵桂兰']);

  await page.locator('[data-test=person-erase]').click();
  await expect(page.locator('[data-test=person-erase-now]')).toBeDisabled();
  await page.locator('[name=person-sure]').check();
  await page.locator('[data-test=person-erase-now]').click();
  const erased = page.locator('[data-test=person-erased]');
  await expect(erased).toContainText('1 件报修');
  await expect(erased).toContainText(open.order.number);

  const auditor = await person();
  await signIn(auditor, '/supervisor/', 'auditor');
  await auditor.goto('/supervisor/audit?act=person-');
  const rows = auditor.locator('[data-test=audit-rows] tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(auditor.locator('[data-test=audit-rows]')).not.toContainText(phone);
});
