import { expect, signIn, tabTo, test } from './people';

test('the map asks nobody outside, is moved by keys, and puts what is chosen into the call', async ({ person, town }) => {
  const desk = await person({ plain: true });
  const asked: string[] = [];
  desk.on('request', (request) => asked.push(request.url()));
  await signIn(desk, '/operator/', 'operator');
  await desk.goto('/operator/map');
  await desk.locator('.map-cluster').first().waitFor();
  const map = desk.locator('[data-test=map]');
  await tabTo(desk, map);
  const nearest = desk.locator('[data-test=map-nearest] li strong');
  await expect(nearest.first()).toBeVisible();
  const before = await desk.locator('.map-cluster').allInnerTexts();
  for (let presses = 0; presses < 4; presses += 1) await desk.keyboard.press('+');
  await expect.poll(async () => (await desk.locator('.map-cluster').allInnerTexts()).join()).not.toBe(before.join());
  for (let presses = 0; presses < 5; presses += 1) await desk.keyboard.press('ArrowRight');
  // The list follows the map a moment later.
  let chosen = '';
  await expect.poll(async () => {
    const before_that = chosen;
    chosen = (await nearest.first().innerText()).trim();
    return chosen === before_that;
  }, { intervals: [1500] }).toBe(true);
  await desk.locator('[data-test=map-nearest] li button').first().press('Enter');
  await expect(desk).toHaveURL(/\/operator\/$/);
  await expect(desk.locator('form.call .card strong')).toHaveText(chosen);
  const outside = asked.filter((url) => new URL(url).hostname !== '127.0.0.1' && url.startsWith('http'));
  expect(outside).toEqual([]);
  expect(await town.get('/map', 'operator')).toMatchObject({ tiles: null });
});

test('all facilities of the town are drawn while the map is dragged', async ({ person, town }) => {
  const { points } = await town.get<{ points: number[][] }>('/map', 'operator');
  expect(points.length).toBeGreaterThan(16_000);
  const desk = await person({ plain: true });
  await signIn(desk, '/supervisor/', 'supervisor');
  await desk.goto('/supervisor/map');
  await desk.locator('.map-cluster').first().waitFor();
  const box = (await desk.locator('[data-test=map]').boundingBox())!;
  await desk.evaluate(() => {
    const seen = window as unknown as { frames: number[] };
    seen.frames = [];
    const step = (at: number): void => { seen.frames.push(at); requestAnimationFrame(step); };
    requestAnimationFrame(step);
  });
  await desk.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await desk.mouse.down();
  for (let step = 0; step < 60; step += 1) await desk.mouse.move(box.x + box.width / 2 + Math.sin(step / 6) * 200, box.y + box.height / 2 + step);
  await desk.mouse.up();
  const frames = await desk.evaluate(() => (window as unknown as { frames: number[] }).frames);
  const rate = ((frames.length - 1) * 1000) / (frames.at(-1)! - frames[0]!);
  // Told, not judged: no test asserts how fast the machine is.
  test.info().annotations.push({ type: 'frames per second', description: rate.toFixed(0) });
  process.stdout.write(`map: ${points.length} facilities, ${rate.toFixed(0)} frames per second while dragged\n`);
  expect(frames.length).toBeGreaterThan(1);
});

test('a village without facilities is shown by its own name and ring, and the nearest are of the chosen class', async ({ person, town }) => {
  const { villages } = await town.get<{ villages: string[] }>('/map', 'operator');
  const { items } = await town.get<{ items: { code: string; name: string }[] }>('/villages');
  const bare = items.find((one) => !villages.includes(one.code))!;
  const desk = await person({ plain: true });
  await signIn(desk, '/operator/', 'operator');
  await desk.goto('/operator/map');
  await desk.locator('.map-cluster').first().waitFor();
  const box = (await desk.locator('[data-test=map]').boundingBox())!;
  for (let presses = 0; presses < 6; presses += 1) await desk.locator('.leaflet-control-zoom-in').click();
  // Chosen while a zoom is still under way: begun in the same moment, and again in the middle of it.
  await desk.evaluate(async (code) => {
    const press = () => document.querySelector<HTMLElement>('.leaflet-control-zoom-out')!.click();
    const list = document.querySelector<HTMLSelectElement>('[name=map-village]')!;
    const choose = (value: string) => { list.value = value; list.dispatchEvent(new Event('change', { bubbles: true })); };
    press();
    choose('');
    await new Promise((done) => setTimeout(done, 600));
    press();
    await new Promise((done) => setTimeout(done, 120));
    choose(code);
  }, bare.code);
  await expect(desk.locator('[data-test=map-bare]')).toContainText(bare.name);
  // In the middle, whatever was looked at before.
  await expect.poll(async () => {
    const label = (await desk.locator('.map-village').filter({ hasText: bare.name }).boundingBox())!;
    return Math.abs(label.x + label.width / 2 - box.x - box.width / 2);
  }).toBeLessThan(80);
  expect(await desk.locator('.map-village').count()).toBe(items.length);
  const codes = desk.locator('[data-test=map-nearest] li .muted');
  for (const [of_class, code] of [['toilet', 'LC-WC-'], ['heater', 'LC-HP-'], ['streetlight', 'LC-SL-']] as const) {
    await desk.locator('[name=map-class]').selectOption(of_class);
    await expect(codes).toHaveCount(8);
    for (const words of await codes.allInnerTexts()) expect(words).toContain(code);
  }
});
