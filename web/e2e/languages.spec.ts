import { expect, signIn, test, type Page } from './people';

const CHINESE = /[\u4e00-\u9fff]/;

/** The words of buttons, headings and links, which no data fills. */
async function headings(page: Page): Promise<string> {
  return (await page.locator('h1, nav a').allInnerTexts()).join('\n');
}

test('every page speaks the chosen language, also after it is opened anew', async ({ person }) => {
  const page = await person({ phone: true });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  expect(await headings(page)).toMatch(CHINESE);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('.choice').first()).toContainText('Report something');
  expect(await headings(page)).not.toMatch(CHINESE);
  await page.reload();
  await expect(page.locator('.choice').first()).toContainText('Report something');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.locator('.choice').first()).toContainText('我要报修');

  await signIn(page, '/crew/', 'heat-1-lead');
  expect(await headings(page)).toMatch(CHINESE);
  await page.getByRole('link', { name: '我', exact: true }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Me' })).toBeVisible();
  expect(await headings(page)).not.toMatch(CHINESE);

  for (const [path, account] of [['/operator/', 'operator'], ['/supervisor/', 'supervisor']] as const) {
    const desk = await person({ locale: 'en' });
    await signIn(desk, path, account);
    await expect(desk.locator('html')).toHaveAttribute('lang', 'en');
    await expect(desk.locator('h1')).toBeVisible();
    expect(await headings(desk)).not.toMatch(CHINESE);
    await desk.getByRole('button', { name: '中文' }).click();
    await expect(desk.locator('html')).toHaveAttribute('lang', 'zh-CN');
    expect(await headings(desk)).toMatch(CHINESE);
  }
});

test('the bar of a desk stays on one line from 1280 pixels on, in both languages', async ({ person }) => {
  for (const locale of ['zh', 'en'] as const) {
    for (const [path, account] of [['/operator/', 'dispatcher'], ['/supervisor/', 'supervisor']] as const) {
      const desk = await person({ locale });
      await signIn(desk, path, account);
      await expect(desk.locator('.offline-badge.connected')).toHaveCount(1);
      if (account === 'dispatcher') await expect(desk.locator('header.bar .counts')).toBeVisible();
      for (const width of [1280, 1366, 1440, 1600, 1800, 1920, 2560]) {
        await desk.setViewportSize({ width, height: 900 });
        const height = await desk.locator('header.bar').evaluate((bar) => bar.clientHeight);
        expect(height, `${locale} ${account} ${width}`).toBeLessThanOrEqual(52);
      }
    }
  }
});
