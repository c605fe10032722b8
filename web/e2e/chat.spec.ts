import { expect, signIn, test } from './people';

test('messages pasted from a village group become reports, each checked before it is filed', async ({ person, town }) => {
  const villages = await town.get<{ items: { code: string; name: string; in_care: boolean }[] }>('/villages');
  const village = villages.items.find((one) => one.in_care)!;
  const operator = await person();
  await signIn(operator, '/operator/', 'operator');
  await operator.keyboard.press('Alt+6');
  await operator.getByLabel('把群里的消息复制过来').fill(
    `${village.name}-张三 00:01\n东街的路灯不亮了\n${village.name}-张三 00:02\n[图片]\n李四 00:03\n收到，谢谢\n王五 00:04\n厕所堵了，电话138 0000 0177\n`,
  );
  await operator.keyboard.press('Control+Enter');
  const proposals = operator.locator('[data-test=proposal]');
  await expect(proposals).toHaveCount(2);
  await expect(proposals.first()).toContainText(village.name);
  await expect(proposals.first()).toContainText('1 张图片');
  await operator.reload();
  await expect(proposals).toHaveCount(2);

  const before = (await town.get<{ items: unknown[] }>('/reports?limit=200')).items.length;
  await proposals.first().getByRole('button', { name: '核对并登记' }).click();
  await expect(operator).toHaveURL(/\/operator\/$/);
  const form = operator.locator('form.call:visible');
  await expect(form.getByLabel('情况（对方的原话）')).toHaveValue('东街的路灯不亮了');
  await expect(form.getByRole('combobox', { name: '村' })).toHaveValue(village.name);
  expect((await town.get<{ items: unknown[] }>('/reports?limit=200')).items.length).toBe(before);
  if ((await form.locator('.kind.chosen').count()) === 0) {
    await form.getByLabel('情况（对方的原话）').focus();
    await operator.keyboard.press('Alt+ArrowDown');
  }
  await operator.keyboard.press('Control+Enter');
  await expect(operator.locator('.result.done')).toBeVisible();
  const reports = await town.get<{ items: { channel: string; description: string }[] }>('/reports?limit=200');
  // Counted from when it was said in the group, so not the newest.
  expect(reports.items.filter((one) => one.description === '东街的路灯不亮了').map((one) => one.channel)).toEqual(['village_group']);
  await operator.keyboard.press('Alt+6');
  await expect(proposals.first()).toContainText('已登记');
});
