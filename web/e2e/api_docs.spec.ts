import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pages';
import { expect, signIn, test } from './people';

for (const [locale, phone] of [['zh', false], ['en', true]] as const) {
  test(`a programmer finds out how to take in a file, ${locale}: from one's own account to the answer`, async ({ person, program }) => {
    const folder = join(PICTURES, `${locale}-${phone ? 'phone' : 'desk'}`);
    mkdirSync(folder, { recursive: true });
    const admin = await person({ phone, locale });
    await signIn(admin, '/supervisor/', 'admin');
    await admin.goto('/supervisor/account');
    const opened = admin.waitForEvent('popup');
    await admin.locator('[data-test=api-docs]').click();
    const page = await opened;
    const foreign: string[] = [], wrong: string[] = [];
    page.on('request', (request) => void (request.url().startsWith(program.url) || foreign.push(request.url())));
    page.on('console', (message) => void (message.type() === 'error' && wrong.push(message.text())));
    await page.reload();
    const look = async (name: string): Promise<void> => {
      await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
    };
    await expect(page).toHaveURL(`${program.url}/api/docs/`);
    await expect(page.locator('[role=status]')).toContainText(/\d{3} /);
    await look('api-docs');

    await page.locator('[name=search]').fill(locale === 'zh' ? '导入登记' : 'file register');
    await page.locator('.operations a[href="#createImport"]').click();
    const operation = page.locator('[data-test=operation]');
    await expect(operation.locator('h2')).toContainText(locale === 'zh' ? '导入' : 'Take a file');
    await expect(operation.locator('h2')).toBeFocused();
    await expect(operation).toContainText('dry_run');
    await expect(operation).toContainText('skip_bad');
    await look('api-docs-operation');
    expect(foreign).toEqual([]);
    expect(wrong).toEqual([]);

    // What the page says is what the program does.
    await page.goto('/api/docs/#getPublicCatalog');
    const line = await page.locator('[data-test=curl]').innerText();
    const answer = await page.request.get(/'([^']+)'/.exec(line)![1]!);
    expect(answer.status()).toBe(200);
    expect(answer.headers()['ratelimit-policy']).toMatch(/^"everybody";q=\d+;w=60$/);
  });
}

test('the contract can be fetched, and the page keeps the policy', async ({ program, request }) => {
  const yaml = await request.get(`${program.url}/api/docs/openapi.yaml`);
  expect(yaml.headers()['content-type']).toBe('application/yaml');
  expect(await yaml.text()).toContain('openapi: 3.1.0');
  const page = await request.get(`${program.url}/api/docs`);
  expect(page.url()).toBe(`${program.url}/api/docs/`);
  expect(page.headers()['content-security-policy']).toContain("script-src 'self'");
  for (const path of ['/api/docs/no-such-page', '/api/docs/../secret', '/api/nothing']) {
    expect((await request.get(program.url + path)).status(), path).toBeGreaterThanOrEqual(400);
  }
});
