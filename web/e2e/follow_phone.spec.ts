import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pages';
import { expect, test, type Page } from './people';
import { PushService } from './push_service';

// The push service stands on this very machine, where messages go only when the settings say so.
test.beforeAll(() => (process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES = 'true'));
test.afterAll(() => delete process.env.LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES);

/** A browser without a window has no maker's service: in its place stands ours; everything else is the browser's own. */
async function behind(page: Page, service: PushService): Promise<void> {
  await page.addInitScript((given) => {
    const key = (bytes: number[]): ArrayBuffer => new Uint8Array(bytes).buffer;
    const one = { endpoint: given.endpoint, getKey: (name: string) => key(name === 'auth' ? given.auth : given.p256dh), unsubscribe: () => Promise.resolve(true) };
    const kept = (): boolean => localStorage.getItem('test.subscribed') === 'yes';
    PushManager.prototype.subscribe = function subscribe(options) {
      if (new Uint8Array(options?.applicationServerKey as ArrayBuffer).length !== 65) return Promise.reject(new Error('no key'));
      localStorage.setItem('test.subscribed', 'yes');
      return Promise.resolve(one as unknown as PushSubscription);
    };
    PushManager.prototype.getSubscription = () => Promise.resolve(kept() ? (one as unknown as PushSubscription) : null);
  }, service.subscription());
}

test('a resident lets this phone be told, is told what becomes of the report, and stops it', async ({ person, town, program }) => {
  mkdirSync(PICTURES, { recursive: true });
  const service = new PushService();
  await service.start();
  const lamp = await town.facility('streetlight', 6);
  const made = await town.post<{ id: string; token: string }>('/reports', { channel: 'hotline', facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮', reporter: { name: '赵桂兰', phone: '13912345678' } });
  const page = await person({ phone: true });
  await page.context().grantPermissions(['notifications'], { origin: program.url });
  await behind(page, service);
  await page.goto(`/t/${made.token}`);
  const panel = page.locator('[data-test=phone]');
  await expect(panel).toHaveAttribute('data-state', 'off');
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 'nothing before the tap').toBe(0);
  await panel.scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(PICTURES, 'follow-phone-off.png') });
  await panel.getByRole('button').click();
  await expect(panel).toHaveAttribute('data-state', 'on');
  await page.screenshot({ path: join(PICTURES, 'follow-phone-on.png') });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.reload();
  await expect(panel).toHaveAttribute('data-state', 'on');

  const { items: crews } = await town.get<{ items: { id: string; code: string }[] }>('/crews');
  const crew = crews.find((one) => one.code === 'light-1')!;
  await town.put(`/reports/${made.id}/triage`, { decision: 'open', crew_id: crew.id, reason: '端到端试验' });
  await expect.poll(() => service.got.length, { timeout: 30_000 }).toBe(1);
  const said = JSON.parse(service.got[0]!) as { report: string; text: string };
  expect(said.report).toBe(made.token);
  expect(said.text).toContain('已立案');
  expect(service.got[0]).not.toMatch(/赵|139/);

  // What came is given to the page's own worker, as the browser does; it shows it.
  const devtools = await page.context().newCDPSession(page);
  let registration = '';
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registration = registrations.find((one) => one.scopeURL.endsWith('/t/'))?.registrationId ?? registration;
  });
  await devtools.send('ServiceWorker.enable');
  await expect.poll(() => registration).not.toBe('');
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: program.url, registrationId: registration, data: service.got[0]! });
  const shown = (): Promise<string[]> =>
    page.evaluate(async () => {
      const worker = await navigator.serviceWorker.getRegistration('/t/');
      return ((await worker?.getNotifications()) ?? []).map((one) => `${one.tag} ${one.body}`);
    });
  await expect.poll(shown).toEqual([`report-${made.token} ${said.text}`]);

  await panel.getByRole('button').click();
  await expect(panel).toHaveAttribute('data-state', 'off');
  await page.reload();
  await expect(panel).toHaveAttribute('data-state', 'off');
  await service.stop();
});

test('the page in English says when the phone does not allow it, and offers nothing where the browser cannot', async ({ person, town }) => {
  const lamp = await town.facility('streetlight', 7);
  const made = await town.post<{ token: string }>('/reports', { channel: 'hotline', facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮' });
  const refused = await person({ phone: true, locale: 'en' });
  await refused.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' });
  });
  await refused.goto(`/t/${made.token}`);
  await expect(refused.locator('[data-test=phone]')).toContainText('does not let this page send notices');
  await expect(refused.locator('[data-test=phone] button')).toHaveCount(0);
  const old = await person({ phone: true });
  await old.addInitScript(() => {
    Reflect.deleteProperty(window, 'PushManager');
  });
  await old.goto(`/t/${made.token}`);
  await expect(old.locator('[data-test=updates]')).toBeVisible();
  await expect(old.locator('[data-test=phone]')).toHaveCount(0);
});
