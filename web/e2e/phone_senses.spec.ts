import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'uqr';
import config from './playwright.config';
import { allSent, expect, signIn, test } from './people';
import { picture } from './picture';

// What the camera of this browser sees: a label held before it.
const LABEL = 'LC-HP-SEEN-0001';
const film = join(tmpdir(), `lamplighter-label-${process.pid}.y4m`);

/** One black and white code on grey paper as uncompressed video, YUV 4:2:0, a few pictures long. */
function filmOf(text: string): Buffer {
  const [width, height, frames] = [640, 480, 3];
  const { data, size } = encode(text, { border: 4 });
  const cell = Math.floor(height / size);
  const left = Math.floor((width - cell * size) / 2);
  const luma = Buffer.alloc(width * height, 200);
  for (let y = 0; y < cell * size; y += 1) {
    for (let x = 0; x < cell * size; x += 1) {
      luma[y * width + left + x] = data[Math.floor(y / cell)]?.[Math.floor(x / cell)] ? 20 : 235;
    }
  }
  const picture = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F15:1 Ip A1:1 C420\n`), ...Array<Buffer>(frames).fill(picture)]);
}

writeFileSync(film, filmOf(LABEL));
test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  },
});
test.afterAll(() => rmSync(film, { force: true }));

test('a label is read by the camera, and a voice note is spoken in the cellar and heard at the desk', async ({ person, town }) => {
  const heater = await town.facility('heater');
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  await town.post(`/work-orders/${order.id}/acceptance`, undefined, 'heat-1-lead');
  const crew = await person({ phone: true });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.goto(`/crew/orders/${order.id}/proof`);
  await crew.locator('[data-test=scan]').last().click();
  await expect(crew.locator('#proof-label')).toHaveValue(LABEL);
  await expect(crew.locator('[data-test=other-label]')).toContainText(heater.code);

  await crew.goto(`/crew/orders/${order.id}`);
  await crew.locator('[data-test=voice]').waitFor();
  await crew.context().setOffline(true);
  await crew.locator('[data-test=voice]').click();
  await crew.waitForTimeout(1_500);
  await crew.locator('[data-test=voice-stop]').click();
  await expect(crew.locator('[data-test=voices-pending]')).toBeVisible();
  await crew.context().setOffline(false);
  await allSent(crew);
  const { photos } = await town.order(order.number);
  expect(photos.map((photo) => photo.step)).toEqual(['voice']);
  const desk = await person();
  await signIn(desk, '/operator/', 'operator');
  await desk.goto(`/operator/orders/${order.id}`);
  const audio = desk.locator('audio');
  await expect(audio).toBeVisible();
  const length = await audio.evaluate(async (element: HTMLAudioElement) => {
    const bytes = await (await fetch(element.src)).arrayBuffer();
    return (await new AudioContext().decodeAudioData(bytes)).duration;
  });
  expect(length, 'seconds that were spoken').toBeGreaterThan(0.5);
  expect(length).toBeLessThan(10);
});

test('a resident photographs and speaks without a network; once it is back desk and crew have both', async ({ person, town }) => {
  const heater = await town.facility('heater', 7);
  const resident = await person({ phone: true });
  await resident.goto(`/f/${encodeURIComponent(heater.code)}`);
  await resident.getByRole('button', { name: '都不像，我自己说' }).click();
  await resident.getByRole('button', { name: '没有', exact: true }).or(resident.getByRole('button', { name: '都没有' })).first().click();
  await resident.locator('.attachments').waitFor();
  await resident.context().setOffline(true);
  await resident.getByLabel('加照片').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture(640, 480) });
  await expect(resident.locator('.attachments img')).toHaveCount(1);
  await resident.getByRole('button', { name: '说一段话' }).click();
  await resident.waitForTimeout(1_200);
  await resident.getByRole('button', { name: /^说完了/ }).click();
  await expect(resident.locator('.attachments audio')).toHaveCount(1);
  await resident.getByLabel('说几句').fill('看照片，听录音');
  await resident.getByRole('button', { name: '报修', exact: true }).click();
  await expect(resident.locator('.pending')).toBeVisible();
  await resident.context().setOffline(false);
  await expect(resident.locator('.follow')).toBeVisible();
  await expect(resident.locator('.attachments li')).toHaveCount(0);
  await resident.getByRole('button', { name: '刷新' }).click();
  await expect(resident.locator('[data-test=attached]')).toContainText('照片 1 张，录音 1 段');

  const operator = await person();
  await signIn(operator, '/operator/', 'operator');
  await operator.getByRole('link', { name: /待处理报修/ }).click();
  await operator.locator('button.row', { hasText: heater.name }).first().click();
  await expect(operator.locator('.attachments img')).toHaveJSProperty('complete', true);
  expect(await operator.locator('.attachments img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(operator.locator('.attachments audio')).toHaveCount(1);
});
