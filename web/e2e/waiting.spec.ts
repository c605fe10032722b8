import type { components } from '../shared/api/schema';
import { expect, signIn, test } from './people';

type Schemas = components['schemas'];

/** Holds a page against the advice of the same moment. */
async function inStep(
  waiting: () => Promise<Schemas['CrewWaiting'] | null>,
  shows: (place: Schemas['CrewWaiting']) => Promise<void>,
): Promise<Schemas['CrewWaiting']> {
  let told: Schemas['CrewWaiting'] | null = null;
  await expect(async () => {
    told = await waiting();
    expect(told).not.toBeNull();
    await shows(told!);
  }).toPass({ timeout: 60_000 });
  return told!;
}

test('a crew with nothing to do is told where to wait and why; a planning rule stops it, and is taken back', async ({ person, town }, info) => {
  // What comes in stays with whom a person sent; one heating crew is at work at any hour, far away, the others are away.
  await town.put('/planning-rules', { class: 'heater', mode: 'propose', reason: '演练' }, 'dispatcher');
  const { items: crews } = await town.get<{ items: Schemas['Crew'][] }>('/crews');
  const heating = crews.filter((crew) => crew.active && crew.skills.includes('heating'));
  const before = await town.get<Schemas['PlanBoard']>('/plan', 'dispatcher');
  const free = before.crews.filter((crew) => crew.visits.length + crew.on_site.length === 0).map((crew) => crew.id);
  // The example town has one with nothing to do.
  const own = heating.find((crew) => free.includes(crew.id))!;
  const other = heating.find((crew) => crew.id !== own.id)!;
  let village = '';
  for (let skip = 0; skip < 3; skip += 1) {
    const heater = await town.facility('heater', skip);
    village = heater.village!;
    await town.open(other.code, { facility_id: heater.id, fault_kind: 'HP-01', description: '一点都不热，家里有老人', frail_person: true });
  }
  const place = (await town.village(village)).position!;
  for (const crew of heating) {
    if (crew.id !== own.id) await town.put(`/crews/${crew.code}/absence`, { reason: '培训' }, 'dispatcher');
  }
  await town.put(`/crews/${own.code}`, { code: own.code, name: own.name, skills: own.skills, shifts: [], capacity: 20, base: { latitude: place.latitude + 0.05, longitude: place.longitude } }, 'admin');
  const waiting = async (): Promise<Schemas['CrewWaiting'] | null> =>
    (await town.get<Schemas['PlanBoard']>('/plan', 'dispatcher')).crews.find((crew) => crew.code === own.code)?.waiting ?? null;
  expect(await waiting()).not.toBeNull();

  const phone = await person({ phone: true });
  await phone.clock.install();
  await signIn(phone, '/crew/', `${own.code}-lead`);
  const card = phone.locator('[data-test=waiting]');
  // What others in the town do meanwhile may make another place the better one: a page read before does not know.
  const told = await inStep(waiting, async (place) => {
    await phone.reload();
    await expect(card).toContainText(`请到${place.village_name}待命`, { timeout: 5_000 });
  });
  expect(told.minutes_from_there).toBeLessThan(told.minutes_otherwise);
  await expect(card).toContainText('分钟');
  await expect(card.locator('a').first()).toHaveAttribute('href', /^geo:/);
  await phone.screenshot({ path: info.outputPath('phone-zh.png') });
  const english = await person({ phone: true, locale: 'en' });
  await signIn(english, '/crew/', `${own.code}-lead`);
  await expect(english.locator('[data-test=waiting]')).toContainText('Please wait in');
  await english.screenshot({ path: info.outputPath('phone-en.png') });

  const desk = await person();
  await signIn(desk, '/operator/', 'dispatcher');
  const row = desk.locator(`[data-crew="${own.code}"]`);
  await inStep(waiting, async (place) => {
    await desk.reload();
    await expect(desk.locator('nav')).toBeVisible();
    await desk.keyboard.press('Alt+4');
    await expect(row).toContainText(`到${place.village_name}待命`, { timeout: 5_000 });
    await row.locator('.crew').click();
    await expect(desk.locator('[data-test=crew] [data-test=waiting]')).toContainText(place.reason.zh, { timeout: 5_000 });
  });
  await desk.screenshot({ path: info.outputPath('desk-zh.png') });

  // By hand from now on: nobody is sent to wait.
  await town.put('/planning-rules', { mode: 'manual', reason: '演练' }, 'dispatcher');
  expect(await waiting()).toBeNull();
  await phone.clock.fastForward('05:01');
  await expect(card).toHaveCount(0);
  await desk.reload();
  await desk.getByRole('button', { name: '派单方式' }).click();
  const rule = desk.locator('li', { hasText: '全部村 · 全部类别' });
  await rule.locator('[data-test=mode-remove]').click();
  await expect(rule.locator('[data-test=mode-remove]')).toHaveText(/确定取消/);
  await desk.screenshot({ path: info.outputPath('modes-zh.png') });
  await rule.locator('[data-test=mode-remove]').click();
  await expect(desk.locator('.said')).toContainText('已取消');
  expect((await town.get<{ items: Schemas['PlanningRule'][] }>('/planning-rules', 'dispatcher')).items.filter((one) => !one.class && !one.village)).toEqual([]);
  expect(await waiting()).not.toBeNull();
});
