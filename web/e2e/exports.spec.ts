import { readFileSync } from 'node:fs';
import { expect, signIn, tabTo, test } from './people';

test('a list becomes a file by keys alone, and a village gets its labels', async ({ person, town }) => {
  const lamp = await town.facility('streetlight');
  const page = await person();
  await signIn(page, '/supervisor/', 'supervisor');
  await page.getByRole('link', { name: '导出与标签' }).click();
  await page.locator('[name=export-list]').selectOption('work_orders');
  const make = page.locator('[data-test=export-make]');
  await tabTo(page, make);
  await page.keyboard.press('Enter');
  const file = page.locator('[data-test=export-download]').first();
  await tabTo(page, file);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/^work_orders-\d{8}\.csv$/);
  const text = readFileSync(await download.path(), 'utf8');
  expect(text).toMatch(/^\uFEFFnumber,state,severity,/);
  expect(text.split('\r\n').length).toBeGreaterThan(10);

  await page.getByRole('link', { name: '打印标签' }).click();
  await page.locator('[name=label-village]').selectOption(lamp.village ?? '');
  await page.locator('[name=label-class]').selectOption('streetlight');
  await page.locator('[data-test=labels-show]').click();
  const labels = page.locator('[data-test=label]');
  await expect(labels.first()).toContainText(lamp.code.slice(0, 6));
  expect(await labels.count()).toBeGreaterThan(20);
  // On paper: the sheets and nothing of the page around them.
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.settings')).toBeHidden();
  await expect(page.locator('.bar')).toBeHidden();
  await expect(labels.first()).toBeVisible();
});
