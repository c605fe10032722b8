import { createHmac } from 'node:crypto';
import { CLIENT, IdentityProvider, SECRET } from './identity_provider';
import { expect, signIn, test as base, type Page } from './people';
import { Program } from './program';

// The built program beside a foreign identity provider, both on loopback.
const test = base.extend<{ provider: IdentityProvider }>({
  provider: async ({ browserName }, use) => {
    expect(browserName).toBe('chromium');
    const provider = new IdentityProvider();
    await provider.listen();
    await use(provider);
    await provider.stop();
  },
  program: async ({ provider }, use) => {
    const program = new Program({
      LAMPLIGHTER_OIDC_ISSUER: provider.issuer,
      LAMPLIGHTER_OIDC_CLIENT_ID: CLIENT,
      LAMPLIGHTER_OIDC_CLIENT_SECRET: SECRET,
      LAMPLIGHTER_OIDC_NAME: '政务统一认证',
    });
    await program.start();
    provider.serve(program.url);
    await use(program);
    await program.stop();
  },
});

/** Goes to the provider and signs in there, as `subject`. */
async function arrive(page: Page, path: string, subject: string): Promise<void> {
  await page.goto(path);
  await page.locator('[data-test=identity-sign-in]').click();
  await proveAtProvider(page, subject);
}

async function proveAtProvider(page: Page, subject: string): Promise<void> {
  await page.locator('input[name=login]').fill(subject);
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
  await page.locator('button[type=submit]').click();
}

/** The admin links an account: empty to unlink. */
async function link(admin: Page, username: string, subject: string): Promise<void> {
  await admin.goto('/supervisor/accounts');
  await admin.locator('[name=account-find]').fill(username);
  await admin.locator('form.find button').click();
  await admin.locator(`[data-account=${username}] .button`).click();
  await admin.locator('[name=account-identity]').fill(subject);
  await admin.locator('[data-test=account-form] button[type=submit]').click();
  await expect(admin.locator('[data-test=account-form] [role=status]')).toBeVisible();
}

test('identity: unlinked, linked by the admin, signed in, unlinked again', async ({ person, program }) => {
  const operator = await person();
  await arrive(operator, '/operator/', 'wang-fang-17');
  await expect(operator).toHaveURL(/\/operator\/$/);
  await expect(operator.locator('[role=alert]')).toContainText('wang-fang-17');

  const admin = await person();
  await signIn(admin, '/supervisor/', 'admin');
  await admin.locator('header.bar').waitFor();
  await link(admin, 'operator', 'wang-fang-17');

  // The provider remembers who this browser is: one press is enough.
  await operator.locator('[data-test=identity-sign-in]').click();
  await expect(operator.locator('header.bar')).toBeVisible();
  await expect(operator).toHaveURL(/\/operator\//);
  const [session] = (await operator.context().cookies()).filter((one) => one.name === 'lamplighter_session');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect((await operator.context().cookies()).some((one) => one.name === 'lamplighter_sign_in')).toBe(false);

  const auditor = await person();
  await signIn(auditor, '/supervisor/', 'auditor');
  await auditor.locator('header.bar').waitFor();
  const rows = (await (await auditor.request.get(`${program.url}/api/v1/audit?act=identity/callback`)).json()) as {
    items: { kind: string; reason: string; name: string; status: number }[];
  };
  expect(rows.items.map((row) => [row.kind, row.status])).toEqual([['sign_in', 201], ['sign_in_failed', 403]]);
  expect(rows.items[0]?.reason).toContain('政务统一认证');
  expect(rows.items[1]?.reason).toContain('wang-fang-17');

  await link(admin, 'operator', '');
  await operator.reload();
  await expect(operator.locator('input[name=username]')).toBeVisible();
  await operator.locator('[data-test=identity-sign-in]').click();
  await expect(operator.locator('[role=alert]')).toContainText('wang-fang-17');
});

test('identity: what is replayed, foreign or forged is refused', async ({ person, program, provider }) => {
  const admin = await person();
  await signIn(admin, '/supervisor/', 'admin');
  await admin.locator('header.bar').waitFor();
  await link(admin, 'operator', 'u-1');
  const page = await person({ locale: 'en' });
  const callbacks: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/identity/callback')) callbacks.push(request.url());
  });

  // Each of these is signed rightly and wrong in one thing; the last is as the provider made it.
  const rows: [string, ((claims: Record<string, unknown>) => void) | undefined][] = [
    ['another audience', (claims) => { claims.aud = 'another-program'; }],
    ['another nonce', (claims) => { claims.nonce = 'of another sign-in'; }],
    ['another issuer', (claims) => { claims.iss = 'http://127.0.0.1:1'; }],
    ['expired', (claims) => { claims.exp = Math.floor(Date.now() / 1000) - 3600; }],
    ['good', undefined],
  ];
  await page.goto('/operator/');
  for (const [what, forge] of rows) {
    provider.forge = forge;
    await page.locator('[data-test=identity-sign-in]').click();
    if (what === rows[0]?.[0]) await proveAtProvider(page, 'u-1');
    if (forge) await expect(page.locator('[role=alert]'), what).toContainText('invalid answer');
    else await expect(page.locator('header.bar'), what).toBeVisible();
  }

  // The address that brought the session brings none again, neither here nor in another browser.
  const used = callbacks.at(-1) ?? '';
  expect(used).toContain('code=');
  await page.context().clearCookies();
  await page.goto(used);
  await expect(page.locator('[role=alert]')).toContainText('took too long or was used');
  const thief = await person({ locale: 'en' });
  await thief.goto(used);
  await expect(thief.locator('[role=alert]')).toContainText('took too long or was used');

  // A state of somebody's own making, with a cookie of one's own.
  await thief.goto('/operator/');
  const begun = await thief.request.get(`${program.url}/api/v1/identity/sign-in?page=operator`, { maxRedirects: 0 });
  expect(begun.status()).toBe(303);
  const sent = new URL(begun.headers().location ?? '');
  expect(sent.searchParams.get('code_challenge_method')).toBe('S256');
  expect(sent.searchParams.get('scope')).toBe('openid');
  await thief.goto(`/api/v1/identity/callback?code=stolen&state=operator.${'x'.repeat(43)}`);
  await expect(thief.locator('[role=alert]')).toContainText('took too long or was used');
  expect((await thief.request.get(`${program.url}/api/v1/identity/sign-in?page=//evil.example`)).status()).toBe(422);
});

test('identity: a provider that is away, and who says no over there', async ({ person, program, provider }) => {
  const page = await person({ phone: true, locale: 'en' });
  provider.away();
  await page.goto('/crew/');
  await page.locator('[data-test=identity-sign-in]').click();
  await expect(page.locator('[role=alert]')).toContainText('does not answer');
  provider.serve(program.url);
  await page.locator('[data-test=identity-sign-in]').click();
  await page.getByRole('link', { name: /cancel/i }).click();
  await expect(page.locator('[role=alert]')).toContainText('did not agree');
  await expect(page).toHaveURL(/\/crew\/$/);
});

/** RFC 6238, as the app on somebody's phone does it. */
function codeOf(secret: string): string {
  const bits = [...secret.replace(/ /g, '').toUpperCase()].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('identity: the authenticator is asked for unless the provider asked for more than a password', async ({ person, provider }) => {
  const admin = await person();
  await signIn(admin, '/supervisor/', 'admin');
  await admin.locator('header.bar').waitFor();
  await link(admin, 'operator', 'u-2');
  const operator = await person();
  await arrive(operator, '/operator/', 'u-2');
  await operator.locator('header.bar').waitFor();
  await operator.goto('/operator/account');
  await operator.locator('[data-test=factor] .button').click();
  await operator.locator('[name=enrol-password]').fill('lamplighter-demo');
  await operator.locator('[data-test=enrol-begin] button[type=submit]').click();
  const secret = await operator.locator('[data-test=secret]').innerText();
  await operator.locator('[name=enrol-code]').fill(codeOf(secret));
  await operator.locator('[data-test=enrol-confirm] button[type=submit]').click();
  const [, recovery] = await operator.locator('[data-test=recovery-codes] li').allInnerTexts();
  await operator.context().clearCookies({ name: 'lamplighter_session' });

  await operator.goto('/operator/');
  await operator.locator('[data-test=identity-sign-in]').click();
  await operator.locator('input[name=code]').fill('000000');
  await operator.locator('form button[type=submit]').click();
  await expect(operator.locator('[role=alert]')).toContainText('验证码不对');
  await operator.locator('input[name=code]').fill(recovery ?? '');
  await operator.locator('form button[type=submit]').click();
  await expect(operator.locator('header.bar')).toBeVisible();

  await operator.context().clearCookies({ name: 'lamplighter_session' });
  provider.methods = ['pwd', 'otp', 'mfa'];
  await operator.goto('/operator/');
  await operator.locator('[data-test=identity-sign-in]').click();
  await expect(operator.locator('header.bar')).toBeVisible();
});
