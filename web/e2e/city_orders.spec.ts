import AxeBuilder from '@axe-core/playwright';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pages';
import { expect, signIn, test } from './people';

const local = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

for (const [locale, phone] of [['zh', false], ['en', true]] as const) {
  test(`orders of 12345, ${locale}: the table in, tried first, and the feedback out once`, async ({ person, town }) => {
    const folder = join(PICTURES, `${locale}-${phone ? 'phone' : 'desk'}`);
    mkdirSync(folder, { recursive: true });
    const page = await person({ phone, locale });
    const look = async (name: string): Promise<void> => {
      await page.screenshot({ path: join(folder, `city-${name}.png`), fullPage: true, animations: 'disabled' });
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
    };
    const number = `E2E-${locale}-${Date.now()}`;
    const now = Date.now();
    const table = (call: string): { name: string; mimeType: string; buffer: Buffer } => ({
      name: '12345.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        `序号,工单编号,诉求分类,标题,诉求内容,联系电话,受理时间,办结时限\n1,${number}-1,市政设施/路灯/单灯不亮,村口路灯不亮,村口的灯三天不亮,${call},${local(now - 600_000)},${local(now + 3_600_000)}\n2,${number}-2,HP-01,家里不热,夜里停机,13800000188,${local(now - 300_000)},\n`,
      ),
    });
    await signIn(page, '/operator/', 'operator');
    await page.goto('/operator/city');
    const choose = page.locator('#city-file');
    const first = page.locator('[data-test=city-order]', { hasText: `${number}-1` });
    const import_now = page.locator('[data-test=city-import]');
    const result = page.locator('[data-test=city-result]');

    await choose.setInputFiles(table('打过去'));
    await import_now.click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.locator('form button[type=submit]').click();
    await expect(page.locator('[data-test=city-wrong]')).toContainText('1');
    await look('wrong');
    expect((await town.get<{ items: unknown[] }>(`/reports?external_reference=${number}-2`)).items).toHaveLength(0);

    await choose.setInputFiles(table('13800000177'));
    await page.locator('form button[type=submit]').click();
    await expect(result).toContainText('2');
    await expect(first).toHaveCount(0);
    await import_now.click();
    await expect(first).toBeVisible();
    await look('taken');
    await import_now.click();
    await expect(result).toContainText(locale === 'zh' ? '已有 2 张' : '2 here already');
    expect((await town.get<{ items: unknown[] }>(`/reports?external_reference=${number}-1`)).items).toHaveLength(1);

    const download = page.waitForEvent('download');
    await page.locator('[data-test=city-feedback]').click();
    expect(readFileSync(await (await download).path()).subarray(0, 2).toString()).toBe('PK');
    await expect(first).toContainText(locale === 'zh' ? '已反馈签收' : 'receipt told');
    await expect(first).not.toContainText(locale === 'zh' ? '待反馈' : 'to be told');

    await first.getByRole('link').first().click();
    await expect(page).toHaveURL(/\/operator\/waiting\/\d+/);
  });
}
