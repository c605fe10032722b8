import { allSent, expect, signIn, tabTo, test } from './people';

test('a crew asks for more time, another person grants it, and the resident is told until when', async ({ person, town }) => {
  const heater = await town.facility('heater', 3);
  const { order, token } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '压缩机不转' });
  await town.post(`/work-orders/${order.id}/acceptance`, undefined, 'heat-1-lead');

  // On the phone: the reason asks for its proof before anything is sent.
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.locator(`[data-order="${order.number}"]`).click();
  await crew.locator('[data-test=do-ask]').click();
  await crew.locator('label:has(input[value=extension])').click();
  await crew.locator('select[name=request-reason]').selectOption('waiting_part');
  await crew.locator('[data-test=ask-send]').click();
  await expect(crew.getByRole('alert')).toBeVisible();
  await crew.locator('input[name=request-part]').fill('P-2026-118');
  await crew.locator('input[name=request-hours]').fill('6');
  await crew.locator('[data-test=ask-send]').click();
  await allSent(crew);

  // At the desk, with the keyboard alone.
  const desk = await person();
  await signIn(desk, '/operator/', 'dispatcher');
  await desk.keyboard.press('Alt+5');
  const card = desk.locator('[data-test=pending] li').filter({ hasText: order.number });
  await expect(card).toContainText('P-2026-118');
  await tabTo(desk, card.locator('input[name=decision-note]'));
  await desk.keyboard.type('同意');
  await desk.keyboard.press('Enter');
  await expect(card).toHaveCount(0);
  expect((await town.counts(order.id)).sla_extended).toBe(1);

  const resident = await person({ phone: true });
  await resident.goto(`/t/${token}`);
  await expect(resident.locator('.follow')).toContainText('答应的时间变过');
  await expect(resident.locator('.follow')).toContainText('等配件');

  // Done: the operator calls back, and the crew sees no grade before the order is closed.
  await town.post(`/work-orders/${order.id}/arrival`, {}, 'heat-1-lead');
  await town.post(`/work-orders/${order.id}/resolution`, { outcome: 'repaired', action: '换压缩机' }, 'heat-1-lead');
  const operator = await person();
  await signIn(operator, '/operator/', 'operator');
  await operator.goto(`/operator/orders/${order.id}`);
  const callback = operator.locator('[data-test=callback]');
  await callback.getByRole('button', { name: '没人接' }).click();
  await expect(operator.locator('.record')).toContainText('回访 1 次没接通');
  await callback.locator('select[name=callback-solved]').selectOption('yes');
  await callback.locator('select[name=callback-satisfaction]').selectOption('basically_satisfied');
  await callback.getByRole('button', { name: '记下回访' }).click();
  await expect(operator.locator('.record')).toContainText('基本满意');
  const seen = await town.get<{ reports: { verdict: unknown }[] }>(`/work-orders/${order.id}`, 'heat-1-lead');
  expect(seen.reports[0]?.verdict).toBeNull();
});
