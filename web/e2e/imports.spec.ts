import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pages';
import { expect, signIn, test } from './people';

for (const [locale, phone] of [['zh', false], ['en', true]] as const) {
  test(`a file into a register, ${locale}: its bad cells by name, then taken in; and the page of readings`, async ({ person, town }) => {
    const folder = join(PICTURES, `${locale}-${phone ? 'phone' : 'desk'}`);
    mkdirSync(folder, { recursive: true });
    const page = await person({ phone, locale });
    const look = async (name: string): Promise<void> => {
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
    };
    const code = `1101121199${Date.now() % 100}`.padEnd(12, '7').slice(0, 12);
    const table = (rows: string): { name: string; mimeType: string; buffer: Buffer } => ({
      name: 'villages.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`code,official_name,name\r\n${rows}\r\n`),
    });
    await signIn(page, '/supervisor/', 'supervisor');
    await page.goto('/supervisor/exports/imports');
    await page.locator('[name=import-register]').selectOption('villages');
    const first = page.locator('[data-test=imports] > li').first();

    await page.locator('[name=import-file]').setInputFiles(table(`12,x村委会,x\r\n=1+1,y村委会,y`));
    await page.locator('[data-test=import-try]').click();
    await expect(first.locator('[data-test=import-faults]')).toContainText(/第 2 行|line 2/i);
    await expect(first).toHaveAttribute('data-state', 'refused');
    await look('import-refused');

    await page.locator('[name=import-file]').setInputFiles(table(`${code},新村村委会,新村`));
    await page.locator('[data-test=import-take]').click();
    await expect(first).toHaveAttribute('data-state', 'done');
    await look('import-done');
    expect((await town.get<{ items: { code: string }[] }>('/villages')).items.some((one) => one.code === code)).toBe(true);

    await page.goto('/supervisor/readings');
    await expect(page.locator('[data-test=reading-counts]')).toBeVisible();
    await look('readings');
  });
}
