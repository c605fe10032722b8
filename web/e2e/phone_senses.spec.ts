import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'uqr';
import config from './playwright.config';
import { allSent, expect, signIn, test } from './people';

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
  await town.post(`/work-orders/${order.id}/acceptance`, {}, 'heat-1-lead');
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
