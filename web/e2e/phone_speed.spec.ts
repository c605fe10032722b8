import { expect, measured, share, signIn, tell, type Page } from './measure';

// How soon the crew's phone answers a tap: a measurement, so it runs only when it is asked for (LAMPLIGHTER_MEASURE=1).
const ORDERS = 200;
const SLOWER = 4;
const ROUNDS = 25;

interface Tap {
  name: string;
  milliseconds: number;
}

interface Seen {
  taps: Tap[];
  pages: number[];
}

/** From the finger to the next picture, as the browser itself counts it, and to the picture of the page that was asked for. */
const seen = (page: Page): Promise<Seen> => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

function watch(): void {
  const seen: Seen = { taps: [], pages: [] };
  (globalThis as unknown as { seen: Seen }).seen = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { interactionId } = entry as PerformanceEventTiming & { interactionId?: number };
      if (interactionId) seen.taps.push({ name: entry.name, milliseconds: entry.duration });
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  let asked = 0;
  let left: Element | null = null;
  document.addEventListener('click', (event) => {
    left = (event.target as Element).closest('a') && document.querySelector('#content h1');
    asked = event.timeStamp;
  }, { capture: true });
  new MutationObserver(() => {
    if (!left || document.contains(left)) return;
    left = null;
    requestAnimationFrame(() => setTimeout(() => seen.pages.push(Math.round(performance.now() - asked))));
  }).observe(document, { childList: true, subtree: true });
}

measured('taps with 200 orders on a phone four times slower', async ({ person, town }) => {
  const village = (await town.facility('heater')).village ?? '';
  for (let i = 0; i < ORDERS; i += 1) {
    await town.open('heat-1', { village, address: `测速 ${i + 1} 号`, fault_kind: 'HP-02', description: '就十几度' });
  }
  const phone = await person({ phone: true });
  await phone.addInitScript(watch);
  await signIn(phone, '/crew/', 'heat-1-lead');
  await expect.poll(() => phone.locator('[data-order]').count()).toBeGreaterThanOrEqual(ORDERS);
  const browser = await phone.context().newCDPSession(phone);
  await browser.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  for (let round = 0; round < ROUNDS; round += 1) {
    const card = phone.locator('[data-order]').nth((round * 7) % ORDERS);
    await card.scrollIntoViewIfNeeded();
    await card.tap();
    await expect(phone.locator('.order')).toBeVisible();
    const accept = phone.locator('[data-test=do-accept]');
    if (await accept.isVisible()) {
      await accept.tap();
      await expect(phone.locator('[data-test=do-arrive]')).toBeVisible();
    }
    await phone.locator('#note').tap();
    await phone.locator('#note').pressSequentially('ok', { delay: 60 });
    await phone.locator('form:has(#note) button').tap();
    await expect(phone.locator('#note')).toHaveValue('');
    await phone.locator('.brand').tap();
    await expect(card).toBeVisible();
  }
  await phone.waitForTimeout(500);
  const { taps, pages } = await seen(phone);
  const all = taps.map((tap) => tap.milliseconds).sort((a, b) => a - b);
  expect(all.length).toBeGreaterThan(ROUNDS);
  tell(`${all.length} events with ${ORDERS} orders, processor ${SLOWER} times slower: p50 ${share(all, 0.5)} p95 ${share(all, 0.95)} longest ${all.at(-1)} ms`);
  pages.sort((a, b) => a - b);
  tell(`${pages.length} pages asked for by a tap, drawn after: p50 ${share(pages, 0.5)} p95 ${share(pages, 0.95)} longest ${pages.at(-1)} ms`);
  const slow = taps.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 6);
  tell(slow.map((tap) => `${tap.name} ${tap.milliseconds}`).join(', '));
});
