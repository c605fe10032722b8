import { expect, signIn, test, type Page } from './people';
import type { Town } from './town';

const MOST_KEYS = 60;

/** Types as a person does: a chord is as many keys as it holds, Chinese is its pinyin and a key to take it. */
class Keys {
  pressed = 0;
  constructor(private readonly page: Page) {}
  async press(chord: string): Promise<void> {
    this.pressed += chord.split('+').length;
    await this.page.keyboard.press(chord);
  }
  async chinese(words: string, pinyin: string): Promise<void> {
    this.pressed += pinyin.length + 1;
    await this.page.keyboard.insertText(words);
  }
}

/** The telephone system: signs in with an access token and tells of calls. */
async function telephone(town: Town, url: string): Promise<(call: Record<string, string>) => Promise<number>> {
  const made = await town.post<{ token: string }>('/me/access-tokens', { password: 'lamplighter-demo', name: '电话系统', scope: 'write', days: 1 });
  return async (call) => {
    const answer = await fetch(`${url}/api/v1/calls`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${made.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(call),
    });
    return answer.status;
  };
}

async function phoneOf(town: Town, facility: string): Promise<string> {
  const clear = await town.post<{ contacts: { phone: string }[] }>(`/facilities/${facility}/unmasking`, { reason: 'find_place' });
  return clear.contacts[0]?.phone ?? '';
}

test('a call that rings becomes an order with keys alone, in at most 60 presses', async ({ person, town, program }) => {
  const heater = await town.facility('heater');
  const phone = await phoneOf(town, heater.id);
  expect(phone).not.toBe('');
  const tell = await telephone(town, program.url);

  const operator = await person();
  const other = await person();
  await signIn(operator, '/operator/', 'operator');
  await signIn(other, '/operator/', 'dispatcher');
  await expect(operator.locator('input[name=caller-phone]')).toBeFocused();

  expect(await tell({ call_id: 'pbx-1', caller: phone, callee: '8001' })).toBe(201);
  for (const page of [operator, other]) {
    await expect(page.locator('[data-test=ringing]')).toContainText('8001');
    await expect(page.locator('[data-test=ringing]')).not.toContainText(phone);
  }

  const keys = new Keys(operator);
  await keys.press('Alt+t');
  await expect(operator.locator('input[name=caller-phone]')).toHaveValue(phone);
  await expect(other.locator('[data-test=ringing] strong')).toHaveCount(0);
  // The number brings the household; its only facility is taken by itself.
  await expect(operator.locator('[data-test=household]')).toContainText(heater.code);
  if ((await operator.locator('[data-test=household] .pick').count()) > 1) await keys.press('Alt+h');
  await expect(operator.locator('.chosen .card')).toBeVisible();
  await keys.chinese('家里冰凉', 'jialibingliang');
  await expect(operator.locator('.kind').first()).toContainText('不制热');
  await keys.press('Alt+ArrowDown');
  const questions = operator.locator('.questions fieldset');
  await keys.press('Alt+q');
  for (let question = 0; question < (await questions.count()); question += 1) await keys.press('n');
  await expect(operator.locator('.say').first()).toContainText('一氧化碳');
  await keys.press('Control+Enter');
  await expect(operator.locator('.result.done')).toBeVisible();
  // The promise is read out with its time.
  await expect(operator.locator('.result .script p')).toContainText(/\d{1,2}:\d{2}.*前/);
  await keys.press('Control+Enter');
  await expect(operator.locator('input[name=caller-phone]')).toBeFocused();
  test.info().annotations.push({ type: 'key presses', description: String(keys.pressed) });
  expect(keys.pressed).toBeLessThanOrEqual(MOST_KEYS);

  const calls = await town.get<{ items: { call_id: string; report_id: string | null; taken_by: string | null }[] }>('/calls');
  expect(calls.items[0]).toMatchObject({ call_id: 'pbx-1' });
  expect(calls.items[0]!.report_id).not.toBeNull();
  expect(await tell({ call_id: 'pbx-1', recording: 'https://pbx.example/pbx-1.wav' })).toBe(200);
});

test('a call that rings before the live connection stands is shown once it does', async ({ person, town, program }) => {
  const tell = await telephone(town, program.url);
  const operator = await person({ plain: true });
  let let_go: () => void = () => {};
  const told = new Promise<void>((done) => (let_go = done));
  await operator.route('**/api/v1/events*', async (route) => {
    await told;
    await route.continue();
  });
  const read = operator.waitForResponse((answer) => answer.url().includes('/api/v1/calls?'));
  await signIn(operator, '/operator/', 'operator');
  await read;
  expect(await tell({ call_id: 'pbx-early', caller: '13800000178', callee: '8001' })).toBe(201);
  let_go();
  await expect(operator.locator('[data-test=ringing]')).toContainText('8001');
});

test('two calls at once are kept apart and outlive a reload', async ({ person, town, program }) => {
  const tell = await telephone(town, program.url);
  const operator = await person();
  await signIn(operator, '/operator/', 'operator');
  const front = operator.locator('form.call:visible');
  await front.locator('input[name=caller-phone]').fill('13800000142');
  await front.getByLabel('情况（对方的原话）').fill('东街路灯不亮');
  expect(await tell({ call_id: 'pbx-a', caller: '13911112222' })).toBe(201);
  await expect(operator.locator('[data-test=ringing]')).toContainText('139****2222');
  await operator.keyboard.press('Alt+t');
  await expect(operator.getByRole('tab')).toHaveCount(2);
  await expect(front.locator('input[name=caller-phone]')).toHaveValue('13911112222');
  await expect(front.getByLabel('情况（对方的原话）')).toBeFocused();
  await operator.keyboard.insertText('厕所堵了');
  await operator.keyboard.press('Alt+b');
  await expect(front.getByLabel('情况（对方的原话）')).toHaveValue('东街路灯不亮');

  await operator.reload();
  await expect(operator.getByRole('tab')).toHaveCount(2);
  await expect(front.getByLabel('情况（对方的原话）')).toHaveValue('东街路灯不亮');
  await operator.keyboard.press('Alt+b');
  await expect(front.getByLabel('情况（对方的原话）')).toHaveValue('厕所堵了');
  await expect(front.locator('.restored')).toBeVisible();
});

test('the script warns, hints at normal behaviour and shows the circuit', async ({ person, town }) => {
  const operator = await person();
  await signIn(operator, '/operator/', 'operator');
  const words = operator.getByLabel('情况（对方的原话）');
  await operator.locator('.classes label').filter({ hasText: '取暖' }).click();
  await expect(operator.locator('[data-test=carbon]')).toContainText('一氧化碳');
  await operator.locator('input[name=brand]').fill('某牌');
  await operator.locator('input[name=error-code]').fill('E4');
  await words.fill('外机嘶嘶响，冒白气');
  await expect(operator.locator('[data-test=normal]').first()).toContainText('化霜');

  const lamp = (await town.get<{ items: { id: string; code: string; circuit: string | null }[] }>('/facilities?class=streetlight&limit=20')).items.find((one) => one.circuit)!;
  await operator.locator('.classes label').filter({ hasText: '路灯' }).click();
  await expect(operator.locator('[data-test=carbon]')).toHaveCount(0);
  await operator.getByRole('combobox', { name: '设施' }).fill(lamp.code);
  await operator.getByRole('option').filter({ hasText: lamp.code }).click();
  await expect(operator.locator('[data-test=circuit]')).toContainText(lamp.circuit!);
  await expect(operator.locator('[data-test=circuit] .here')).toHaveCount(1);
});
