import AxeBuilder from '@axe-core/playwright';
import { expect, PHONE, test } from './people';

test('a resident without JavaScript scans a label, reports, follows and sees the village', async ({ browser, program, person, town }) => {
  const lamp = await town.facility('streetlight', 4);
  const context = await browser.newContext({ baseURL: program.url, viewport: PHONE, isMobile: true, hasTouch: true, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/f/${encodeURIComponent(lamp.code)}`);
  await page.getByRole('link', { name: /不用 JavaScript/ }).click();
  await expect(page).toHaveURL(new RegExp(`/plain/f/${lamp.code}$`));
  await page.locator('#kind').selectOption('SL-01');
  await page.locator('#description').fill('学校门口');
  await page.locator('#phone').fill('不是号码');
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('联系电话');
  await expect(page.locator('#description')).toHaveValue('学校门口');
  await page.locator('#phone').fill('');
  await page.locator('button[type=submit]').click();
  await expect(page).toHaveURL(/\/plain\/t\/\w+$/);
  await expect(page.locator('main')).toContainText('已收到');
  await page.getByRole('link', { name: /村里还有什么/ }).click();
  await expect(page).toHaveURL(/\/plain\/v\/\d+$/);
  await context.close();

  // axe needs scripts of its own.
  const reader = await person({ phone: true, locale: 'en' });
  for (const path of ['/plain?lang=en', `/plain/f/${encodeURIComponent(lamp.code)}`]) {
    await reader.goto(path);
    expect((await new AxeBuilder({ page: reader }).analyze()).violations).toEqual([]);
  }
});
