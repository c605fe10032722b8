import AxeBuilder from '@axe-core/playwright';
import type { components } from '../shared/api/schema';
import { expect, signIn, test } from './people';

type Board = components['schemas']['PlanBoard'];

test('a crew falls out, a plan is previewed, published and taken back; an order is pinned with a reason', async ({ person, town }) => {
  // Somebody who is there at any hour of the day and may go anywhere.
  await town.put('/crews/heat-9', { code: 'heat-9', name: { zh: '取暖九组', en: 'Heating team 9' }, skills: ['heating'], shifts: [], capacity: 20, base: { latitude: 39.858, longitude: 116.795 } }, 'admin');
  // Nothing goes elsewhere by itself: the dispatcher decides.
  await town.put('/planning-rules', { mode: 'propose', reason: '演练' }, 'dispatcher');
  const heater = await town.facility('heater', 4);
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-01', description: '一点都不热' });
  const board = (): Promise<Board> => town.get<Board>('/plan', 'dispatcher');

  const desk = await person();
  await signIn(desk, '/operator/', 'dispatcher');
  await desk.keyboard.press('Alt+4');
  const block = desk.locator(`[data-order="${order.number}"]`);
  await expect(block).toBeVisible();

  // Pinned with a reason, and free again.
  await block.focus();
  await desk.keyboard.press('Enter');
  const visit = desk.locator('[data-test=visit]');
  await expect(visit).toContainText(order.number);
  // Sent by a person, so pinned already; freed first.
  await visit.locator('[data-test=unpin]').click();
  await expect(desk.locator('.said')).toContainText('已取消指定');
  await visit.locator('input[name=pin-reason]').fill('住户只认他们');
  await visit.getByRole('button', { name: '指定', exact: true }).click();
  await expect(desk.locator('.said')).toContainText('已指定');
  await expect(visit).toContainText('住户只认他们');
  expect((await board()).crews.flatMap((crew) => crew.visits).find((found) => found.id === order.id)?.pin?.reason).toBe('住户只认他们');
  await visit.locator('[data-test=unpin]').click();
  await expect(desk.locator('.said')).toContainText('已取消指定');
  await desk.keyboard.press('Escape');
  await expect(visit).toHaveCount(0);
  await expect(block).toBeFocused();

  // The crew's van breaks down.
  await desk.locator('[data-crew="heat-1"] .crew').click();
  const crew = desk.locator('[data-test=crew]');
  await crew.locator('input[name=absence-reason]').fill('车坏了');
  await crew.getByRole('button', { name: '报离岗' }).click();
  await expect(desk.locator('[data-crew="heat-1"] .crew')).toContainText('离岗');
  expect((await town.order(order.number)).crew_id).toBe(order.crew_id);

  // The new plan is looked at before anybody is told.
  await desk.locator('[data-test=preview]').click();
  const difference = desk.locator('[data-test=difference]');
  await expect(difference.locator('tr', { hasText: order.number })).toBeVisible();
  expect((await town.order(order.number)).crew_id).toBe(order.crew_id);
  const { violations } = await new AxeBuilder({ page: desk }).analyze();
  expect(violations.map((fault) => fault.id)).toEqual([]);
  await difference.locator('input[name=reason]').fill('车坏了');
  await difference.locator('[data-test=publish]').click();
  await expect(desk.locator('.said')).toContainText('已发布');
  const moved = await town.order(order.number);
  expect(moved.crew_id).not.toBe(order.crew_id);
  expect((await board()).last?.reason).toBe('车坏了');

  // And taken back.
  await desk.locator('[data-test=undo]').click();
  await desk.locator('input[name=undo-reason]').fill('车修好了');
  await desk.locator('[data-test=undo-form] button[type=submit]').click();
  await expect(desk.locator('.said')).toContainText('已撤销');
  expect((await town.order(order.number)).crew_id).toBe(order.crew_id);
  await crew.locator('[data-test=back]').click();
  await expect(desk.locator('.said')).toContainText('已回来');
  await expect(desk.locator('[data-crew="heat-1"] .crew')).not.toContainText('离岗');
});
