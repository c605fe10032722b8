import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MailServer, partsOf } from './mail_server';
import { PICTURES } from './pages';
import { expect, signIn, test } from './people';

// The mail server stands on this very machine, where messages go only when the settings say so.
test.beforeAll(() => (process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES = 'true'));
test.afterAll(() => delete process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES);

for (const [locale, phone, day, trial] of [['zh', false, '月报，每月 5 日', '试发'], ['en', true, 'Monthly report, on day 5', 'Trial']] as const) {
  test(`the month by mail, ${locale}: set, tried, arrived with its workbook, and seen among the deliveries`, async ({ person }) => {
    const folder = join(PICTURES, `${locale}-${phone ? 'phone' : 'desk'}`);
    mkdirSync(folder, { recursive: true });
    const mail = new MailServer();
    const server = await mail.start();
    const page = await person({ phone, locale });
    const look = async (name: string): Promise<void> => {
      await page.screenshot({ path: join(folder, `month-mail-${name}.png`), fullPage: true, animations: 'disabled' });
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
    };
    await signIn(page, '/supervisor/', 'supervisor');
    await page.goto('/supervisor/messages');
    await page.locator('[data-test=add-destination]').click();
    await page.locator('[name=destination-name]').fill('镇领导');
    await page.locator('[name=destination-carrier]').selectOption('mail');
    await page.locator('[name=destination-address]').fill('lead@town.example,office@town.example');
    await page.locator('[name=mail-server]').fill(server);
    await page.locator('[name=mail-from]').fill('lamp@town.example');
    await page.locator('[name=destination-language]').selectOption(locale);
    await page.locator('[name=month-day]').selectOption('5');
    await expect(page.locator('[name=destination-quiet]')).toHaveCount(0);
    await look('form');
    await page.locator('[data-test=destination-form] button[type=submit]').click();
    const card = page.locator('[data-destination=镇领导]');
    await expect(card).toContainText(day);
    await expect(card).toContainText(/20\d\d-\d\d/);
    await card.getByRole('button').nth(0).click();
    await expect(page.locator('[data-test=test-result].good')).toContainText(/收到了|took the/, { timeout: 60_000 });
    await look('sent');

    expect(mail.letters).toHaveLength(1);
    const parts = partsOf(mail.letters[0]!);
    expect(parts.get('text/plain')!.toString()).toContain(trial);
    const html = parts.get('text/html')!.toString();
    expect(html).toContain(locale === 'zh' ? '响应率' : 'Response rate');
    expect(html).not.toContain('<script');
    expect(parts.get('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')!.subarray(0, 2).toString()).toBe('PK');

    await page.goto('/supervisor/messages/deliveries');
    await expect(page.locator('[data-test=deliveries]')).toContainText(trial);
    await look('deliveries');
    // The letter as the reader sees it.
    const reader = await page.context().newPage();
    await reader.setContent(html);
    await reader.screenshot({ path: join(folder, 'month-mail-letter.png'), fullPage: true });
    await mail.stop();
  });
}
