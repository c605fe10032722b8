// An order is given to the neighbouring town's own Lamplighter, followed there, called closed there, and checked here.
import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pages';
import { expect, signIn, test } from './people';
import { Program } from './program';
import { Town } from './town';

test.use({ contract: true });
test.beforeAll(() => (process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES = 'true'));
test.afterAll(() => delete process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES);

for (const [locale, phone] of [['zh', false], ['en', true]] as const) {
  test(`an order given to another town, ${locale}`, async ({ person, town }) => {
    const there = new Program();
    await there.start();
    const neighbour = new Town(there);
    try {
      const key = await neighbour.post<{ token: string }>('/me/access-tokens', { password: 'lamplighter-demo', name: '邻镇', scope: 'write', days: 30 });
      const folder = join(PICTURES, `${locale}-${phone ? 'phone' : 'desk'}`);
      mkdirSync(folder, { recursive: true });
      const page = await person({ phone, locale });
      const look = async (name: string): Promise<void> => {
        await page.screenshot({ path: join(folder, `transfer-${name}.png`), fullPage: true, animations: 'disabled' });
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
      };

      await signIn(page, '/supervisor/', 'supervisor');
      await page.goto('/supervisor/messages');
      await page.locator('[data-test=add-destination]').click();
      await page.locator('[name=destination-name]').fill('永顺镇');
      await page.locator('[name=destination-carrier]').selectOption('open311');
      await page.locator('[name=destination-address]').fill(`${there.url}/open311/v2`);
      await page.locator('[name=destination-secret]').fill(key.token);
      await page.locator('[name=open311-services]').fill('SL-05');
      await look('destination');
      await page.locator('[data-test=destination-form] button[type=submit]').click();
      await expect(page.locator('[data-destination=永顺镇]')).toBeVisible();

      const { order } = await town.open('light-1', { fault_kind: 'SL-05', description: '灯杆歪了', facility_id: (await town.facility('streetlight')).id });
      await expect(async () => {
        const { offers } = await town.get<{ offers: { services: unknown[] }[] }>(`/work-orders/${order.id}/transfers`, 'dispatcher');
        expect(offers[0]?.services.length).toBeGreaterThan(50);
      }).toPass({ timeout: 60_000 });
      await page.context().clearCookies();
      await page.evaluate(() => sessionStorage.clear());
      await signIn(page, '/operator/', 'dispatcher');
      await page.goto(`/operator/orders/${order.id}`);
      const panel = page.locator('[data-test=transfers]');
      await panel.locator('[data-test=transfer-open]').click();
      await expect(panel.locator('[name=transfer-service]')).toHaveValue('SL-05');
      await expect(panel.locator('[name=transfer-words]')).toHaveValue(/灯/);
      for (const choice of await panel.locator('fieldset').all()) await choice.locator('input[type=checkbox]').last().check();
      await look('form');
      await panel.locator('[data-test=transfer-form] button[type=submit]').click();
      const card = panel.locator('article').first();
      await expect(card).toHaveAttribute('data-state', 'followed', { timeout: 60_000 });
      await look('followed');

      const [transfer] = (await town.get<{ items: { their_id: string }[] }>(`/work-orders/${order.id}/transfers`, 'dispatcher')).items;
      await neighbour.put(`/reports/${transfer?.their_id}/triage`, { decision: 'reject', reason: '已由供电公司扶正' });
      await expect(async () => {
        await card.locator('[data-test=transfer-ask]').click();
        await expect(card).toHaveAttribute('data-state', 'ended', { timeout: 8_000 });
      }).toPass({ timeout: 60_000 });
      expect((await town.order(order.number)).state, 'their word closes nothing here').toBe(order.state);
      await look('ended');
      await card.locator('[data-test=transfer-check]').click();
      await card.locator('[name=transfer-said]').fill('到现场看，还是歪的');
      await card.locator('[data-test=transfer-not-done]').click();
      await expect(card).toHaveAttribute('data-state', 'followed');
      await card.locator('[data-test=transfer-withdraw]').click();
      await card.locator('[name=transfer-said]').fill('我们自己扶');
      await card.locator('form button[type=submit]').click();
      await expect(card).toHaveAttribute('data-state', 'withdrawn');
      await look('withdrawn');
      const notes = (await town.order(order.number)).notes.map((note) => note.text).join('\n');
      for (const words of ['【转办】转给永顺镇', '【转办待核实】', '【转办未修好】', '【转办撤回】']) expect(notes).toContain(words);
    } finally {
      await there.stop();
    }
  });
}
