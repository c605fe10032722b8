import { allSent, expect, signIn, tabTo, test, type Page } from './people';
import { picture } from './picture';

// The whole way of an order, with every exchange held to the contract.
test.use({ contract: true });

const ROUNDS = ['循环泵损坏', '缺水缺压'] as const;

async function count(board: Page, state: string): Promise<number> {
  const tile = board.locator('a.tile.small').filter({ hasText: state });
  return Number(await tile.locator('b').innerText());
}

/** The crew's part, from the list to the resolution. */
async function repair(crew: Page, number: string, cause: string, with_photo: boolean): Promise<void> {
  await crew.goto('/crew/');
  await crew.locator(`[data-order="${number}"]`).click();
  await crew.locator('[data-test=do-accept]').click();
  await crew.locator('[data-test=do-arrive]').click();
  await expect(crew.locator('[data-test=do-resolve]')).toBeVisible();
  if (with_photo) {
    const file = { name: 'after.png', mimeType: 'image/png', buffer: picture(2400, 1800) };
    await crew.locator('[data-test=photo-after]').setInputFiles(file);
    await expect(crew.locator('.photos img')).toHaveCount(1);
  }
  await crew.locator('[data-test=do-resolve]').click();
  await crew.locator('label:has(#outcome-repaired)').click();
  await crew.getByRole('button', { name: cause }).click();
  await crew.getByRole('button', { name: '试机正常' }).click();
  await crew.locator('[data-test=resolve-send]').click();
  await expect(crew).toHaveURL(/\/crew\/$/);
  await allSent(crew);
}

async function close(operator: Page): Promise<void> {
  await operator.locator('.actions').getByRole('button', { name: '结案', exact: true }).click();
  await operator.getByLabel('报修人说已解决').check();
  await operator.getByRole('button', { name: '确定结案' }).click();
  await expect(operator.locator('.record header .state-tag').last()).toHaveText('已结案');
}

test('a call becomes an order, is repaired, judged not solved, repaired again and closed', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const village = await town.village(heater.village);
  const household = await town.household(heater.id);

  const operator = await person();
  const board = await person();
  const crew = await person({ phone: true });
  const resident = await person({ phone: true });
  await signIn(board, '/supervisor/', 'supervisor');
  await expect(board.locator('a.tile.small').first()).toBeVisible();
  const order_states = async (): Promise<number> =>
    (await count(board, '已派单')) + (await count(board, '待派单')) + (await count(board, '已签收'));
  const in_hand_before = await order_states();

  // The operator takes the call with the keyboard alone.
  await signIn(operator, '/operator/', 'operator');
  await expect(operator.locator('input[name=caller-phone]')).toBeFocused();
  await operator.keyboard.type('010-5559-0142');
  await operator.keyboard.press('Tab');
  await operator.keyboard.type(household);
  await tabTo(operator, operator.getByRole('combobox', { name: '村' }));
  await operator.keyboard.type(village.initials);
  await expect(operator.getByRole('option', { name: village.name }).first()).toBeVisible();
  await operator.keyboard.press('Enter');
  await tabTo(operator, operator.getByRole('combobox', { name: '设施' }));
  await operator.keyboard.type(household);
  await expect(operator.getByRole('option').filter({ hasText: heater.code })).toBeVisible();
  await operator.keyboard.press('Enter');
  await expect(operator.locator('.chosen', { hasText: heater.code })).toBeVisible();
  await tabTo(operator, operator.getByLabel('情况（对方的原话）'));
  await operator.keyboard.type('家里冰凉，机器不转');
  await expect(operator.locator('.kind').first()).toContainText('不制热');
  await operator.keyboard.press('Alt+ArrowDown');
  const questions = operator.locator('.questions fieldset');
  const asked = await questions.count();
  expect(asked).toBeGreaterThan(0);
  await tabTo(operator, questions.first().locator('input').first());
  for (let question = 0; question < asked; question += 1) await operator.keyboard.press('n');
  await tabTo(operator, operator.getByLabel('家中有老人、病人或婴幼儿'));
  await operator.keyboard.press('Space');
  await operator.keyboard.press('Control+Enter');

  // It is promised at once and a crew is on it.
  const result = operator.locator('.result.done');
  await expect(result).toBeVisible();
  const number = /LC[\d-]+/.exec(await result.locator('.number').innerText())?.[0] ?? '';
  const follow = await result.locator('.follow a').getAttribute('href');
  expect(follow).toBeTruthy();
  const opened = await town.order(number);
  expect(opened.frail_person).toBe(true);
  expect(opened.clocks.map((clock) => clock.target)).toContain('resolve');
  expect(opened.crew_id, 'a crew that comes out at any hour').not.toBeNull();
  await expect.poll(order_states).toBe(in_hand_before + 1);

  // The resident sees the promise without an account.
  await resident.goto(new URL(follow ?? '').pathname);
  await expect(resident.locator('.follow')).toHaveAttribute('data-order-state', 'assigned');
  await expect(resident.locator('.head')).toContainText('我们答应');

  // The crew repairs, with a photo.
  const { code } = await town.crew(opened.crew_id);
  await signIn(crew, '/crew/', `${code}-lead`);
  await repair(crew, number, ROUNDS[0], true);
  const resolved = await town.order(number);
  expect(resolved.state).toBe('resolved');
  expect(resolved.resolution).toMatchObject({ outcome: 'repaired', cause: ROUNDS[0] });
  expect(resolved.photos.map((photo) => [photo.step, photo.width, photo.height])).toEqual([['after', 1600, 1200]]);

  // Somebody else closes.
  await town.see(opened.id);
  await operator.goto(`/operator/orders/${opened.id}`);
  await close(operator);
  await resident.getByRole('button', { name: '刷新' }).click();
  await expect(resident.locator('.follow')).toHaveAttribute('data-order-state', 'closed');
  await expect(resident.locator('.head')).toContainText('修好了');

  // The resident knows better; the operator sees it without touching anything.
  await resident.getByRole('button', { name: '没好', exact: true }).click();
  await resident.locator('#comment').fill('晚上又停了');
  await resident.getByRole('button', { name: '没好，请再来修' }).click();
  await expect(resident.locator('.given')).toContainText('没好');
  await expect(operator.locator('.record header .state-tag').last()).not.toHaveText('已结案');
  await expect.poll(order_states).toBe(in_hand_before + 1);
  expect((await town.order(number)).reopened).toBe(1);

  // Again, and this time it stays closed.
  const again = await town.order(number);
  if (again.crew_id !== opened.crew_id) await town.put(`/work-orders/${again.id}/assignment`, { crew_id: opened.crew_id });
  await repair(crew, number, ROUNDS[1], false);
  await expect(operator.locator('.record header .state-tag').last()).toHaveText('已办结');
  await town.see(opened.id);
  await close(operator);
  await expect.poll(order_states).toBe(in_hand_before);
  const counts = await town.counts(opened.id);
  expect(counts).toMatchObject({ work_order_resolved: 2, work_order_closed: 2, work_order_reopened: 1, photo_added: 1 });
});
