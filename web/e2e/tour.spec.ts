import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSent, DESK, expect, PHONE, signIn, test, type Page } from './people';

// The tour in pictures (docs/tour): the story always runs and holds what the text says; its pictures are put into the
// documentation only when they are asked for (LAMPLIGHTER_TOUR=1).
const docs = join(import.meta.dirname, '../../docs/tour');
const results = join(import.meta.dirname, '../test-results/tour');
const LARGEST = 80 * 1024;
const QUALITY = [80, 70, 60, 50, 40];

/** What is seen, as a WebP small enough for a page of documentation. */
async function picture(page: Page): Promise<Buffer> {
  const browser = await page.context().newCDPSession(page);
  for (const quality of QUALITY) {
    const { width, height } = page.viewportSize()!;
    const small = width > PHONE.width ? { clip: { x: 0, y: 0, width, height, scale: 0.75 } } : {};
    const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality, ...small });
    const bytes = Buffer.from(data, 'base64');
    if (bytes.length <= LARGEST) return bytes;
  }
  throw new Error(`no picture of ${page.url()} is small enough`);
}

for (const locale of ['zh', 'en'] as const) {
  test(`the tour, ${locale}: a cold house from the call to the supervisor’s figures`, async ({ person, town }) => {
    test.setTimeout(480_000);
    const folder = join(process.env.LAMPLIGHTER_TOUR ? docs : results, locale);
    mkdirSync(folder, { recursive: true });
    const taken: string[] = [];
    const take = async (page: Page, name: string): Promise<void> => {
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(400);
      const { width, height } = page.viewportSize()!;
      expect([DESK, PHONE]).toContainEqual({ width, height });
      writeFileSync(join(folder, `${name}.webp`), await picture(page));
      taken.push(name);
    };

    // Others have called before: the desk is never empty.
    const heater = await town.facility('heater', 2);
    const lamp = await town.facility('streetlight', 3);
    await town.post('/public/reports', { facility_code: lamp.code, fault_kind: 'SL-01', description: '村口的灯不亮了', frail_person: false, danger: false });

    // A call.
    const operator = await person({ locale });
    await signIn(operator, '/operator/', 'dispatcher');
    await operator.locator('input[name=caller-phone]').fill('010-5559-0142');
    await operator.locator('form.call input[role=combobox]').last().fill(heater.code);
    await operator.getByRole('option').filter({ hasText: heater.code }).click();
    await operator.locator('form.call textarea').first().fill('家里冰凉，机器不转');
    await operator.keyboard.press('Alt+ArrowDown');
    const questions = operator.locator('.questions fieldset');
    await questions.first().waitFor();
    for (let one = 0; one < (await questions.count()); one += 1) await questions.nth(one).locator('input').last().check();
    await expect(operator.locator('.chosen', { hasText: heater.code })).toBeVisible();
    await expect(operator.locator('.say').first()).toContainText(locale === 'zh' ? '一氧化碳' : /carbon monoxide/i);
    await take(operator, 'call');
    await operator.keyboard.press('Control+Enter');
    const result = operator.locator('.result.done');
    await expect(result.locator('.script p').first()).toContainText(/\d{1,2}:\d{2}/);
    await take(operator, 'promise');
    const number = /LC[\d-]+/.exec(await result.locator('.number').innerText())![0];
    const token = new URL((await result.locator('.follow a').getAttribute('href'))!).pathname;

    // What waits, what is open, who goes where.
    await operator.goto('/operator/waiting');
    await operator.locator('main').getByText(lamp.name).first().click();
    await expect(operator.locator('main')).toContainText('村口的灯不亮了');
    await take(operator, 'waiting');
    const order = await town.order(number);
    await operator.goto(`/operator/orders/${order.id}`);
    await expect(operator.locator('.record')).toContainText(number);
    await expect(operator.locator('.queue .list tbody tr[data-id]').first()).toBeVisible();
    await take(operator, 'orders');
    await operator.goto('/operator/plan');
    await expect(operator.locator('[data-order]').first()).toBeVisible();
    await take(operator, 'plan');
    await operator.goto('/operator/map');
    await operator.locator('.map-cluster').first().waitFor();
    await operator.locator('[name=map-village]').selectOption(heater.village!);
    await expect(operator.locator('[data-test=map-nearest] li').first()).toBeVisible();
    await operator.waitForTimeout(1500);
    await take(operator, 'map');

    // The crew.
    const crew = await person({ phone: true, locale });
    await signIn(crew, '/crew/', `${(await town.crew(order.crew_id)).code}-lead`);
    await expect(crew.locator(`[data-order="${number}"]`)).toBeVisible();
    await take(crew, 'crew-orders');
    await crew.locator(`[data-order="${number}"]`).click();
    await crew.locator('[data-test=do-accept]').click();
    await expect(crew.locator('[data-test=do-arrive]')).toBeVisible();
    await take(crew, 'crew-order');
    await crew.locator('[data-test=do-arrive]').click();
    await expect(crew.locator('[data-test=do-resolve]')).toBeVisible();
    await allSent(crew);

    // The resident.
    const resident = await person({ phone: true, locale });
    await resident.goto('/');
    await expect(resident.locator('.choice')).toHaveCount(2);
    await take(resident, 'resident-home');
    await resident.goto(token);
    await expect(resident.locator('.follow')).toHaveAttribute('data-order-state', 'under_way');
    await take(resident, 'resident-follow');
    await resident.goto(`/f/${encodeURIComponent(lamp.code)}`);
    await expect(resident.locator('.kinds button').first()).toBeVisible();
    await take(resident, 'resident-label');

    // Repaired, and judged by whoever called.
    await crew.locator('[data-test=do-resolve]').click();
    await crew.locator('label:has(#outcome-repaired)').click();
    await crew.locator('.chip').first().click();
    await take(crew, 'crew-resolve');
    await crew.locator('[data-test=resolve-send]').click();
    await allSent(crew);
    await expect.poll(async () => (await town.order(number)).state).toBe('resolved');
    await resident.goto(token);
    await expect(resident.locator('.unsolved')).toBeVisible();
    await take(resident, 'resident-verdict');
    await resident.goto(`/v/${heater.village}`);
    await expect(resident.locator(`[data-number="${number}"]`)).toBeVisible();
    await expect(resident.locator('body')).not.toContainText('0142');
    await take(resident, 'resident-village');

    // The supervisor.
    const board = await person({ locale });
    await signIn(board, '/supervisor/', 'supervisor');
    await expect(board.locator('a.tile').first()).toBeVisible();
    await take(board, 'board');
    await board.goto('/supervisor/figures');
    await expect(board.locator('.cards li').first()).toBeVisible();
    await take(board, 'figures');
    await board.goto('/supervisor/insight');
    await expect(board.locator('[data-have]')).toHaveCount(5);
    await take(board, 'haves');
    await board.goto('/supervisor/insight/patterns');
    await expect(board.locator('[data-test=hours] td a').first()).toBeVisible();
    await take(board, 'patterns');

    // The text shows each picture once, with words for who does not see it.
    const text = readFileSync(join(docs, locale === 'zh' ? 'tour.zh.md' : 'tour.md'), 'utf8');
    const shown = [...text.matchAll(/!\[([^\]]+)\]\((\w+)\/([\w-]+)\.webp\)/g)];
    expect(shown.map((one) => one[3]).sort()).toEqual([...taken].sort());
    for (const [, words, language] of shown) {
      expect(language).toBe(locale);
      expect(words!.length).toBeGreaterThan(5);
    }
  });
}
