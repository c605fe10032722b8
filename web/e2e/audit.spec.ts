import { expect, signIn, tabTo, test } from './people';

/** An operator looks at a person with a reason, by keyboard; the auditor finds the look and sees no person in it. */
test('a look at a person is found by the auditor', async ({ person, town }) => {
  const reporter = { name: '赵桂兰', phone: '13912345678' };
  const { order } = await town.open('heat-1', { village: (await town.facility('heater', 2)).village ?? undefined, address: '西街8号', fault_kind: 'HP-02', description: '不热', reporter });

  const operator = await person();
  await signIn(operator, '/operator/', 'operator');
  await operator.goto(`/operator/orders/${order.id}`);
  const record = operator.locator('.record');
  await expect(record.getByText('139****5678')).toBeVisible();
  await expect(operator.locator('body')).not.toContainText(reporter.phone);
  await expect(operator.locator('body')).not.toContainText(reporter.name);
  await expect(operator.locator('body')).not.toContainText('西街8号');

  const ask = operator.locator('[data-test=reveal-ask]').first();
  await ask.focus();
  await operator.keyboard.press('Enter');
  const reason = operator.locator('select[name=unmask-reason]');
  await tabTo(operator, reason);
  await reason.selectOption('other');
  await tabTo(operator, operator.locator('input[name=unmask-words]'));
  await operator.keyboard.type('家属来问');
  await operator.keyboard.press('Enter');
  const clear = operator.locator('[data-test=reveal-clear]');
  await expect(clear).toContainText(reporter.name);
  await expect(clear.getByRole('link')).toHaveAttribute('href', `tel:${reporter.phone}`);
  await expect(clear).toContainText('西街8号');
  await expect(clear).toBeFocused();

  // Leaving the page forgets it.
  await operator.reload();
  await expect(record.getByText('139****5678')).toBeVisible();
  await expect(operator.locator('body')).not.toContainText(reporter.phone);

  const auditor = await person();
  await signIn(auditor, '/supervisor/', 'auditor');
  await auditor.getByRole('link', { name: '审计日志' }).click();
  await auditor.locator('select[name=audit-kind]').selectOption('unmasking');
  await auditor.locator('[data-test=audit-find]').click();
  const rows = auditor.locator('[data-test=audit-rows] tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('其他：家属来问');
  await rows.getByRole('button').click();
  const row = auditor.locator('[data-test=audit-row]');
  await expect(row).toContainText('POST /api/v1/reports/{id}/unmasking');
  await expect(auditor.locator('body')).not.toContainText(reporter.phone);
  await expect(auditor.locator('body')).not.toContainText(reporter.name);
  await auditor.keyboard.press('Escape');

  // What the crew did shows its before and after, and the export is itself on record.
  await town.post(`/work-orders/${order.id}/acceptance`, undefined, 'heat-1-lead');
  await auditor.locator('select[name=audit-kind]').selectOption('');
  await auditor.locator('input[name=audit-act]').fill('acceptance');
  await auditor.locator('[data-test=audit-find]').click();
  await rows.first().getByRole('button').click();
  await expect(auditor.locator('dialog')).toContainText('assigned');
  await expect(auditor.locator('dialog')).toContainText('accepted');
  await auditor.keyboard.press('Escape');
  const download = auditor.waitForEvent('download');
  await auditor.locator('[data-test=audit-csv]').click();
  expect((await download).suggestedFilename()).toBe('audit.csv');
  await auditor.goto('/supervisor/audit?kind=export');
  await expect(rows).toHaveCount(1);
});
