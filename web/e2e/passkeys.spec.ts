import { expect, signIn, test as base, type Page } from './people';
import { Program } from './program';
import { PASSWORD } from './town';

// Passkeys are bound to a name: the program is told under which one browsers see it, once its port is known.
const test = base.extend<{ program: Program }>({
  program: async ({ browserName }, use) => {
    expect(browserName).toBe('chromium');
    const settings: Record<string, string> = {};
    const program = new Program(settings);
    await program.start();
    settings.LAMPLIGHTER_PUBLIC_ADDRESS = named(program);
    await program.restart();
    await use(program);
    await program.stop();
  },
});

const named = (program: Program): string => program.url.replace('127.0.0.1', 'localhost');

/** A device of Chromium's own making, which knows its owner. */
async function plugIn(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test('passkeys: added, signed in with, removed', async ({ person, program }) => {
  const page = await person({ plain: true });
  await plugIn(page);
  const home = named(program);
  await page.goto(`${program.url}/operator/`);
  await page.locator('input[name=username]').waitFor();
  await signIn(page, `${home}/operator/`, 'operator');
  await page.locator('header.bar').waitFor();
  await page.goto(`${home}/operator/account`);
  const panel = page.locator('[data-test=passkeys]');
  await panel.locator('[data-test=passkey-add]').click();
  await panel.locator('[name=passkey-name]').fill('班里的手机');
  await panel.locator('[name=passkey-password]').fill(PASSWORD);
  await panel.locator('form button[type=submit]').click();
  await expect(panel.locator('.done')).toBeVisible();
  await expect(panel.locator('.rows li')).toContainText(['班里的手机']);

  await page.context().clearCookies();
  await page.goto(`${program.url}/operator/`);
  await expect(page.locator('input[name=username]')).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expect(page.locator('[data-test=passkey-sign-in]'), 'not at an address it is not bound to').toHaveCount(0);
  await page.goto(`${home}/operator/`);
  await page.locator('[data-test=passkey-sign-in]').click();
  await expect(page.locator('header.bar')).toBeVisible();

  await page.goto(`${home}/operator/account`);
  await expect(panel.locator('.rows li')).toContainText(['最近使用']);
  await panel.locator('[data-test=passkey-remove]').click();
  await panel.getByRole('button', { name: '改用通行密钥确认' }).click();
  await expect(panel.locator('.rows li')).toHaveCount(0);

  await page.context().clearCookies();
  await page.goto(`${home}/operator/`);
  await page.locator('[data-test=passkey-sign-in]').click();
  await expect(page.locator('[role=alert]')).toContainText('通行密钥没有被接受');
});
