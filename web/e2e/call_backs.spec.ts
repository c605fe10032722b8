import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pages';
import { expect, signIn, test } from './people';
import type { WorkOrder } from './town';

for (const [locale, phone] of [['zh', false], ['en', true]] as const) {
  test(`the desk calls back by keys alone, ${locale}`, async ({ person, town }) => {
    const folder = join(PICTURES, `${locale}-${phone ? 'phone' : 'desk'}`);
    mkdirSync(folder, { recursive: true });
    const page = await person({ phone, locale });
    await signIn(page, '/operator/', 'operator');
    await page.goto('/operator/callbacks');
    const counts = page.locator('[data-test=call-back-counts]');
    await expect(counts).toBeVisible();
    await page.screenshot({ path: join(folder, 'call-backs.png'), fullPage: true, animations: 'disabled' });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
    const list = await town.get<{ items: { report_id: string; work_order: { id: string; number: string } }[]; due: number }>('/call-backs');
    test.skip(list.items.length < 2, 'the demo town has nobody to call back');
    const [first, second] = list.items;
    await expect(page.locator('[data-test=call-back-one]')).toContainText(first!.work_order.number);
    await page.keyboard.press('3');
    await expect(page.locator('[data-test=call-back-said]')).toContainText(first!.work_order.number);
    await expect(page.locator('[data-test=call-back-one]')).toContainText(second!.work_order.number);
    await page.keyboard.press('r');
    await page.locator('[data-test=reveal-confirm]').click();
    await expect(page.locator('[data-test=reveal-clear]')).toBeVisible();
    await page.keyboard.press('1');
    await expect(page.locator('[data-test=call-back-said]')).toContainText(second!.work_order.number);
    const order = await town.get<WorkOrder>(`/work-orders/${second!.work_order.id}`);
    expect(['resolved', 'closed']).toContain(order.state);
  });
}
