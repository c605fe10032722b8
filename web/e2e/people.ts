import { test as base, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { Program } from './program';
import { PASSWORD, Town } from './town';

export { expect, type Page, type BrowserContext };
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

interface People {
  /** Whether every exchange with the API is held to the contract; always with LAMPLIGHTER_CONTRACT=1. */
  contract: boolean;
  program: Program;
  town: Town;
  /** A person at a desk or with a phone, each with a browser of their own; plain: without a service worker, whose
   * requests a test cannot hold up. */
  person: (options?: { phone?: boolean; locale?: 'zh' | 'en'; plain?: boolean }) => Promise<Page>;
}

export const test = base.extend<People>({
  contract: [false, { option: true }],
  program: async ({ browserName, contract }, use, info) => {
    expect(browserName).toBe('chromium');
    const program = new Program({}, contract || process.env.LAMPLIGHTER_CONTRACT === '1');
    await program.start();
    await use(program);
    if (program.seen.size > 0) await info.attach('operations', { body: JSON.stringify([...program.seen]), contentType: 'application/json' });
    await program.stop();
  },
  town: async ({ program }, use) => {
    await use(new Town(program));
  },
  person: async ({ browser, program }, use) => {
    const contexts: BrowserContext[] = [];
    const wrong: string[] = [];
    await use(async ({ phone = false, locale = 'zh', plain = false } = {}) => {
      const context = await browser.newContext({
        baseURL: program.url,
        viewport: phone ? PHONE : DESK,
        serviceWorkers: plain ? 'block' : 'allow',
        ...(phone ? { isMobile: true, hasTouch: true } : {}),
      });
      contexts.push(context);
      await context.addInitScript((chosen) => {
        if (!localStorage.getItem('lamplighter.locale')) localStorage.setItem('lamplighter.locale', chosen);
      }, locale);
      const page = await context.newPage();
      page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`));
      page.on('console', (message) => {
        // What the network refuses is said by the pages themselves; a broken policy or script is an error.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource') &&
            !message.text().includes('net::ERR_')) wrong.push(`${page.url()}: ${message.text()}`);
      });
      return page;
    });
    for (const context of contexts) await context.close();
    expect(wrong, 'errors on the pages').toEqual([]);
  },
});

export async function signIn(page: Page, path: string, username: string): Promise<void> {
  await page.goto(path);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('form button[type=submit]').click();
  await expect(page.locator('input[name=password]')).toHaveCount(0);
}

/** Goes to a field with the Tab key alone, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

/** Everything done on this phone has reached the server. */
export async function allSent(page: Page): Promise<void> {
  // A tap is answered first and kept a moment later: the outbox must stay empty for a while.
  await expect(async () => {
    for (let looks = 0; looks < 4; looks += 1) {
      expect(await page.locator('.tabs .badge').count()).toBe(0);
      await page.waitForTimeout(100);
    }
  }).toPass({ timeout: 15_000 });
}
