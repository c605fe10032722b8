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
