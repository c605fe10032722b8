import AxeBuilder from '@axe-core/playwright';
import { expect, PHONE, test } from './people';
import { picture } from './picture';

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

test('without JavaScript photos go along with the words, a bad one is named and costs nothing, and the repair is judged', async ({ browser, program, person, town }) => {
  const lamp = await town.facility('streetlight', 4);
  const context = await browser.newContext({ baseURL: program.url, viewport: PHONE, isMobile: true, hasTouch: true, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/plain/f/${encodeURIComponent(lamp.code)}`);
  await page.locator('#kind').selectOption('SL-01');
  await page.locator('#description').fill('灯杆歪了');
  const photo = (name: string, buffer: Buffer): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'image/png', buffer });
  await page.locator('#photos').setInputFiles([photo('灯.png', picture(640, 480)), photo('坏.png', Buffer.from('no picture'))]);
  await page.locator('button[type=submit]').click();
  await expect(page).toHaveURL(/\/plain\/t\/\w+\?photos=tp$/);
  await expect(page.getByRole('status')).toContainText('已收到照片：1');
  await expect(page.getByRole('alert')).toContainText('不是照片');
  const token = /\/t\/(\w+)/.exec(page.url())![1]!;
  await page.screenshot({ path: 'test-results/pages/plain-photos.png', fullPage: true });

  await page.getByRole('link', { name: '补发照片' }).click();
  await page.locator('#photos').setInputFiles([photo('b.png', picture(320, 240)), photo('c.png', picture(200, 100)), photo('d.png', picture(100, 100))]);
  await page.getByRole('button', { name: '发送照片' }).click();
  await expect(page.getByRole('status')).toContainText('已收到照片：2');
  await expect(page.getByRole('alert')).toContainText('最多 3 张');
  await expect(page.locator('#photos')).toHaveCount(0);
  await page.screenshot({ path: 'test-results/pages/plain-photos-full.png', fullPage: true });
  const { items } = await town.get<{ items: { id: string; description: string }[] }>('/reports?limit=50');
  const report = items.find((one) => one.description === '灯杆歪了')!;
  expect((await town.get<{ items: unknown[] }>(`/reports/${report.id}/attachments`)).items).toHaveLength(3);

  const { items: crews } = await town.get<{ items: { id: string; code: string }[] }>('/crews');
  const { work_order } = await town.put<{ work_order: { id: string } }>(`/reports/${report.id}/triage`, {
    decision: 'open', crew_id: crews.find((one) => one.code === 'SL1')?.id ?? crews[0]!.id, reason: '端到端试验',
  });
  await town.post(`/work-orders/${work_order.id}/arrival`, {}, 'dispatcher');
  await town.post(`/work-orders/${work_order.id}/resolution`, { outcome: 'repaired', action: '扶正', cause: '撞了' }, 'dispatcher');
  await page.goto(`/plain/t/${token}`);
  await page.locator('#satisfaction').selectOption('dissatisfied');
  await page.locator('#comment').fill('还是歪的');
  await page.screenshot({ path: 'test-results/pages/plain-verdict.png', fullPage: true });
  await page.getByRole('button', { name: '没修好' }).click();
  await expect(page.locator('main')).toContainText('您说没修好。 不满意');
  expect((await town.counts(work_order.id)).work_order_reopened).toBe(1);
  await context.close();

  const reader = await person({ phone: true, locale: 'en' });
  for (const path of [`/plain/t/${token}?lang=en&photos=tple`, `/plain/t/${token}/photos?lang=en`]) {
    await reader.goto(path);
    expect((await new AxeBuilder({ page: reader }).analyze()).violations).toEqual([]);
  }
});
