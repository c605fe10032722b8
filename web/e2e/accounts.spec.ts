import { createHmac } from 'node:crypto';
import { expect, test as base, type Page } from './people';
import { Program } from './program';

interface Fresh {
  one_time: string;
}

// The program on an empty folder: no town, no demo, one admin.
const test = base.extend<Fresh & { program: Program }>({
  program: async ({ browserName }, use) => {
    expect(browserName).toBe('chromium');
    const program = new Program();
    program_password.set(program, await program.startEmpty());
    await use(program);
    await program.stop();
  },
  one_time: async ({ program }, use) => use(program_password.get(program) ?? ''),
});
const program_password = new WeakMap<Program, string>();

/** RFC 6238, as the app on somebody's phone does it. */
function codeOf(secret: string, at = Date.now()): string {
  const bits = [...secret.replace(/ /g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const value = mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}

async function enter(page: Page, path: string, username: string, password: string): Promise<void> {
  await page.goto(path);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form button[type=submit]').click();
}

async function choose(page: Page, current: string, fresh: string): Promise<void> {
  await page.locator('[name=current-password]').fill(current);
  await page.locator('[name=new-password]').fill(fresh);
  await page.locator('[name=again-password]').fill(fresh);
  await page.locator('[data-test=password-form] button[type=submit]').click();
}

test('accounts: from the first start to an operator of one\'s own', async ({ person, one_time }) => {
  const admin = await person();
  await enter(admin, '/supervisor/', 'admin', one_time);
  await expect(admin.locator('[data-test=owed]')).toBeVisible();
  // The rule is said where it is broken, and nothing is done before.
  await choose(admin, one_time, 'password1234');
  await expect(admin.locator('[data-test=owed] [role=alert]')).toContainText('太常见');
  await choose(admin, one_time, 'plum lantern river');

  await admin.locator('[name=enrol-password]').fill('plum lantern river');
  await admin.locator('[data-test=enrol-begin] button[type=submit]').click();
  await expect(admin.locator('svg.qr path')).toHaveAttribute('d', /^M\d+ \d+h1v1/);
  const secret = await admin.locator('[data-test=secret]').innerText();
  await admin.locator('[name=enrol-code]').fill(codeOf(secret));
  await admin.locator('[data-test=enrol-confirm] button[type=submit]').click();
  await expect(admin.locator('[data-test=recovery-codes] li')).toHaveCount(10);
  const recovery = await admin.locator('[data-test=recovery-codes] li').first().innerText();
  await admin.locator('[data-test=recovery-codes] button').click();
  await expect(admin.locator('[data-test=owed]')).toHaveCount(0);

  await admin.getByRole('link', { name: '账号', exact: true }).click();
  await expect(admin.locator('[data-account=admin]')).toBeVisible();
  await admin.locator('[data-test=add-account]').click();
  await admin.locator('[name=account-username]').fill('wang');
  await admin.locator('[name=account-name]').fill('王芳');
  await admin.locator('[data-test=account-form] button[type=submit]').click();
  const given = await admin.locator('[data-test=one-time-password]').innerText();
  await admin.getByRole('button', { name: '已交给本人' }).click();
  await expect(admin.locator('[data-account=wang]')).toContainText('等待改密码');

  const operator = await person();
  await enter(operator, '/operator/', 'wang', given);
  await choose(operator, given, 'seven quiet herons');
  await expect(operator.locator('textarea').first()).toBeVisible();
  // The one-time password is gone, and the second factor is asked for at the next sign-in of the admin.
  const other = await person({ phone: true, locale: 'en' });
  await enter(other, '/operator/', 'wang', given);
  await expect(other.locator('[role=alert]')).toBeVisible();
  await enter(other, '/supervisor/', 'admin', 'plum lantern river');
  await other.locator('input[name=code]').fill(recovery);
  await other.locator('form button[type=submit]').click();
  await expect(other.locator('header.bar')).toBeVisible();

  // The admin sees the new session among their own and ends it.
  await admin.locator('a.who').click();
  await expect(admin.locator('[data-test=sessions] li')).toHaveCount(2);
  await admin.locator('[data-test=sessions] .button.danger').click();
  await expect(admin.locator('[data-test=sessions] li')).toHaveCount(1);
  await other.reload();
  await expect(other.locator('input[name=username]')).toBeVisible();
});
