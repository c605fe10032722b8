import AxeBuilder from '@axe-core/playwright';
import { test as base, type Browser } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PICTURES, type Locale } from './pages';
import { DESK, expect, PHONE, signIn, type Page } from './people';
import { binary, Program } from './program';

const house = resolve(import.meta.dirname, '../..');
const script = join(house, 'tests/support/postgres.sh');
const psql = '/usr/lib/postgresql/15/bin/psql';

/** A district with two towns in a PostgreSQL of its own: north is the demo town, south has only what it inherits. */
class District {
  readonly folder = mkdtempSync(join(tmpdir(), 'lamplighter-district-'));
  readonly cluster = join(this.folder, 'cluster');
  readonly admin = `host=${this.cluster} user=postgres dbname=postgres`;
  readonly programs = new Map<string, Program>();

  sql(text: string): void {
    execFileSync(psql, [this.admin, '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text], { stdio: 'pipe' });
  }
  private run(...words: string[]): void {
    execFileSync(binary, words, { stdio: 'pipe' });
  }
  settings(name: string): string {
    return join(this.folder, `${name}.toml`);
  }
  private make(name: string, zh: string, en: string, ...act: string[]): void {
    this.run('towns', ...act, '--admin', this.admin, '--name-zh', zh, '--name-en', en, '--data-root', this.folder, '--output', this.settings(name));
  }

  async start(): Promise<void> {
    // PostgreSQL's own account goes through the folder.
    execFileSync('chmod', ['755', this.folder]);
    execFileSync(script, ['start', this.cluster], { stdio: 'pipe' });
    this.make('district', '通州区', 'Tongzhou', 'district');
    this.make('north', '北镇', 'North', 'add', 'north', '--config', this.settings('district'), '--url', 'https://north.example');
    this.make('south', '南镇', 'South', 'add', 'south', '--config', this.settings('district'));
    this.sql('DELETE FROM north.accounts');
    this.run('demo', '--config', this.settings('north'), '--data', join(this.folder, 'north'), '--town', join(house, 'data/lucheng'));
    for (const name of ['heater', 'streetlight', 'toilet', 'gas'])
      this.run('import', 'classes', join(house, 'data/lucheng/classes', `${name}.json`), '--config', this.settings('district'), '--data', join(this.folder, 'district'));
    const columns = 'username, display_name, role, password_hash, disabled, demo, created_at, password_changed_at';
    for (const schema of ['district', 'south'])
      this.sql(`INSERT INTO ${schema}.accounts (${columns}) SELECT ${columns.replace('disabled, demo', '0, 1')} FROM north.accounts WHERE role = 'supervisor'`);
    for (const name of ['district', 'south']) {
      const address = /^database.address = "(.*)"$/m.exec(readFileSync(this.settings(name), 'utf8'))?.[1] ?? '';
      const part: Record<string, string> = name === 'district' ? { LAMPLIGHTER_DISTRICT_BOARD: 'true' } : { LAMPLIGHTER_DISTRICT_RULES_OF: 'district' };
      const program = new Program({ LAMPLIGHTER_DATABASE_ADDRESS: address, LAMPLIGHTER_DATABASE_SCHEMA: name, ...part });
      this.programs.set(name, program);
      await program.startAsItIs();
    }
  }
  url(name: string): string {
    return this.programs.get(name)?.url ?? '';
  }
  async stop(): Promise<void> {
    for (const program of this.programs.values()) await program.stop();
    execFileSync(script, ['stop', this.cluster], { stdio: 'pipe' });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const test = base.extend<{ district: District }>({
  district: async ({}, use) => {
    const district = new District();
    try {
      await district.start();
      await use(district);
    } finally {
      await district.stop();
    }
  },
});

async function person(browser: Browser, url: string, { phone = false, locale = 'zh' }: { phone?: boolean; locale?: Locale } = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: phone ? PHONE : DESK, ...(phone ? { isMobile: true, hasTouch: true } : {}) });
  await context.addInitScript((chosen) => localStorage.setItem('lamplighter.locale', chosen), locale);
  return context.newPage();
}

test('the district sees all its towns, what is late in one, and which gives no answer', async ({ browser, district }) => {
  test.setTimeout(180_000);
  mkdirSync(PICTURES, { recursive: true });
  for (const locale of ['zh', 'en'] as const) {
    for (const phone of [false, true]) {
      const page = await person(browser, district.url('district'), { phone, locale });
      await signIn(page, '/supervisor/', 'supervisor');
      await expect(page).toHaveURL(/\/supervisor\/district$/);
      const north = page.locator('[data-town=north]');
      await expect(north.locator('td').first()).not.toHaveText('–');
      await expect(page.locator('[data-town=south]')).toContainText(locale === 'zh' ? '南镇' : 'South');
      await expect(north.getByRole('link', { name: locale === 'zh' ? '北镇' : 'North', exact: true })).toHaveAttribute('href', 'https://north.example/supervisor/');
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      const where = `district-${locale}-${phone ? 'phone' : 'desk'}`;
      await page.screenshot({ path: join(PICTURES, `${where}.png`), fullPage: true, animations: 'disabled' });
      const count = Number(await north.locator('td').nth(2).innerText());
      expect(count, 'the demo town has late orders').toBeGreaterThan(0);
      await north.locator('td').nth(2).getByRole('link').click();
      const orders = page.locator('[data-test=town-orders]');
      await expect(orders.locator('tbody tr').first()).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.screenshot({ path: join(PICTURES, `${where}-orders.png`), fullPage: true, animations: 'disabled' });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, 'wider than the screen').toBeLessThanOrEqual(1);
      await page.context().close();
    }
  }
  const page = await person(browser, district.url('district'));
  await signIn(page, '/supervisor/', 'supervisor');
  await expect(page.locator('[data-town=south] td').first()).toHaveText('0');
  district.sql('UPDATE south.schema_version SET version = version + 1');
  await expect(page.locator('[data-town=south]')).toContainText('程序版本与区级系统不同', { timeout: 20_000 });
  await expect(page.getByText('1 个镇没有回答，未计入合计。')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'district-no-answer.png'), fullPage: true, animations: 'disabled' });
  district.sql('UPDATE south.schema_version SET version = version - 1');
  await expect(page.locator('[data-town=south]')).not.toContainText('不同', { timeout: 20_000 });
  await page.context().close();
});

test('a town sees which rules are the district’s, changes one and gives it back', async ({ browser, district }) => {
  test.setTimeout(180_000);
  const page = await person(browser, district.url('south'));
  await signIn(page, '/supervisor/', 'supervisor');
  await page.goto('/supervisor/rules');
  const row = page.locator('tr', { hasText: 'HP-P2' });
  await expect(async () => {
    await page.reload();
    await expect(row.locator('.origin')).toHaveText('沿用区级', { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await row.getByRole('button').click();
  const editor = page.locator('[data-test=policy]');
  await editor.locator('[data-target=resolve] input[type=number]').fill('30');
  await editor.getByRole('button', { name: '保存', exact: true }).click();
  await expect(row.locator('.origin')).toHaveText('本镇自定');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, 'district-rules.png'), fullPage: true, animations: 'disabled' });
  const inherited = page.locator('[data-test=inherited]');
  await inherited.getByRole('button', { name: '恢复沿用区级' }).click();
  await inherited.getByRole('button', { name: '再点一次' }).click();
  await expect(inherited.getByRole('status')).toContainText('HP-P2 已恢复沿用区级。');
  await expect(row.locator('.origin')).toHaveText('沿用区级');
  await page.context().close();
});
