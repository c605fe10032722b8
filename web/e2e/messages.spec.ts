import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pages';
import { expect, signIn, test } from './people';

/** A receiver that wants nothing until it is told to. */
class Receiver {
  willing = false;
  readonly got: { type: string; id: string }[] = [];
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        // 410: it is of no use to try again, so nobody has to wait for twelve tries.
        response.writeHead(this.willing ? 204 : 410).end();
        if (this.willing) this.got.push({ type: (JSON.parse(body) as { type: string }).type, id: String(request.headers['webhook-id']) });
      });
    });
    this.server = server;
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
  }
  async stop(): Promise<void> {
    await new Promise((down) => (this.server ? this.server.close(down) : down(undefined)));
  }
}

// The receiver stands on this very machine, where messages go only when the settings say so.
test.beforeAll(() => (process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES = 'true'));
test.afterAll(() => delete process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES);

for (const [locale, phone] of [['zh', false], ['en', true]] as const) {
  test(`messages, ${locale}: a dead one is found with its reason and sent again`, async ({ person, town }) => {
    const folder = join(PICTURES, `${locale}-${phone ? 'phone' : 'desk'}`);
    mkdirSync(folder, { recursive: true });
    const receiver = new Receiver();
    const address = await receiver.start();
    const page = await person({ phone, locale });
    const look = async (name: string): Promise<void> => {
      await page.screenshot({ path: join(folder, `messages-${name}.png`), fullPage: true, animations: 'disabled' });
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
    };
    await signIn(page, '/supervisor/', 'supervisor');
    await page.goto('/supervisor/messages');
    await look('none');

    await page.locator('[data-test=add-destination]').click();
    await page.locator('[name=destination-name]').fill('指挥系统');
    await page.locator('[name=destination-carrier]').selectOption('webhook');
    await page.locator('[name=destination-address]').fill('no address');
    await page.locator('[data-test=destination-form] button[type=submit]').click();
    await expect(page.locator('[data-test=destination-form] [role=alert]')).toBeVisible();
    await page.locator('[name=destination-address]').fill(address);
    await look('form');
    await page.locator('[data-test=destination-form] button[type=submit]').click();
    await expect(page.locator('[data-test=new-secret]')).toHaveText(/^whsec_/);
    await page.locator('dialog .primary').click();
    await expect(page.locator('[data-test=new-secret]')).toHaveCount(0);

    const card = page.locator('[data-destination=指挥系统]');
    // On a busy machine the receiver, which is this very program, may answer too late for once.
    await expect(async () => {
      await card.getByRole('button').nth(0).click();
      await expect(page.locator('[data-test=test-result].bad')).toContainText(locale === 'zh' ? '对方说不再接收' : 'wants no more', { timeout: 15_000 });
    }).toPass({ timeout: 60_000 });
    await look('test-failed');

    await town.open('heat-1', { fault_kind: 'HP-02', description: '不热', reporter: { name: '赵桂兰', phone: '13912345678' }, facility_id: (await town.facility('heater', 4)).id });
    await page.goto('/supervisor/messages/deliveries?state=dead');
    const dead = page.locator('[data-state=dead]');
    await expect(async () => {
      await page.locator('[data-test=refresh]').click();
      expect(await dead.count()).toBeGreaterThan(2);
    }).toPass();
    await expect(page.locator('body')).not.toContainText('13912345678');
    await expect(page.locator('body')).not.toContainText('赵桂兰');
    await look('dead');

    receiver.willing = true;
    await dead.first().locator('input[type=checkbox]').check();
    await page.locator('[data-test=again-chosen]').click();
    await expect.poll(() => receiver.got.length, { timeout: 20_000 }).toBe(1);
    await page.locator('[data-test=again-all]').click();
    await expect(async () => {
      await page.locator('[data-test=refresh]').click();
      await expect(page.locator('[data-state=dead]')).toHaveCount(0, { timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await page.locator('[name=delivery-state]').selectOption('sent');
    await expect(page.locator('[data-state=sent]').first()).toBeVisible();
    await expect.poll(() => receiver.got.map((one) => one.type), { timeout: 20_000 }).toContain('destination_tested');
    expect(new Set(receiver.got.map((one) => one.id)).size).toBe(receiver.got.length);
    await look('sent');

    await page.goto('/supervisor/messages');
    await card.getByRole('button').nth(2).click();
    await expect(card.getByRole('button').nth(0)).toBeDisabled();
    await look('switched-off');
    await receiver.stop();
  });
}
