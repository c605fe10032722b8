import type { BrowserContext } from '@playwright/test';
import { expect, signIn, test, type Page } from './people';
import type { Program } from './program';
import type { Town, WorkOrder } from './town';

// Random runs of a crew's phone: LAMPLIGHTER_RANDOM_RUNS says how many, LAMPLIGHTER_SEED which is the first.
const RUNS = Number(process.env.LAMPLIGHTER_RANDOM_RUNS ?? 1);
const FIRST_SEED = Number(process.env.LAMPLIGHTER_SEED ?? Date.now() % 1_000_000_000);
const MOVES = 14;
const HOURS_OFF = [0, -5, 3];

/** Mulberry32: the same seed, the same run. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

type Step = 'accept' | 'arrive';
const PATIENCE = 4_000;
/** A request that hangs holds the lock for as long as the sender waits, twice at worst. */
const SETTLED = 120_000;
/** What the page shows once it has kept a step. */
const NEXT: Record<Step, string> = { accept: '[data-test=do-arrive]', arrive: '[data-test=do-resolve], [data-test=do-make_safe]' };
const EVENTS: Record<Step, string> = { accept: 'work_order_accepted', arrive: 'work_order_arrived' };
interface Kept {
  action: string;
  order_id: string;
  state: string;
  body: { text?: string } | null;
}

/** What the phone told its crew is kept. `sure`: it had said so before anything else happened. */
interface Told {
  order: WorkOrder;
  what: Step | 'note';
  text: string;
  sure: boolean;
}

class Run {
  readonly told: Told[] = [];
  private readonly moves: string[] = [];
  private readonly gone = new Set<string>();
  private offline = false;
  private down = false;
  private notes = 0;

  constructor(
    private readonly seed: number,
    private readonly roll: (sides: number) => number,
    private page: Page,
    private readonly context: BrowserContext,
    private readonly program: Program,
    private readonly town: Town,
    private readonly orders: WorkOrder[],
  ) {}

  get words(): string {
    return `seed ${this.seed}: ${this.moves.join(', ')}`;
  }
  get phone(): Page {
    return this.page;
  }

  async move(): Promise<void> {
    const order = this.orders[this.roll(this.orders.length)] as WorkOrder;
    switch (this.roll(12)) {
      case 0:
      case 1:
      case 2:
        return this.step(order);
      case 3:
      case 4:
      case 5:
        return this.note(order, true);
      case 6:
        await this.note(order, false);
        return this.killPage();
      case 7:
        return this.setOffline(!this.offline);
      case 8:
        return this.killPage();
      case 9:
        return this.down ? this.serverAgain() : this.killServer();
      case 10:
        return this.meanwhile(order);
      default:
        return this.turnClock();
    }
  }

  private say(what: string): void {
    this.moves.push(what);
  }
  private async open(order: WorkOrder): Promise<boolean> {
    await this.page.goto(`/crew/orders/${order.id}`);
    const seen = this.page.locator('.order, .empty, input[name=username]').first();
    await expect(seen, this.words).toBeVisible();
    return this.page.locator('.order').isVisible();
  }
  private async step(order: WorkOrder): Promise<void> {
    if (!(await this.open(order))) return;
    for (const step of ['accept', 'arrive'] as const) {
      const button = this.page.locator(`[data-test=do-${step}]`);
      if (!(await button.isVisible())) continue;
      // The order may leave the crew's hands under their finger.
      const tapped = await button.click({ timeout: PATIENCE }).then(() => true, () => false);
      if (!tapped) return;
      const sure = await this.page.locator(NEXT[step]).waitFor({ timeout: PATIENCE }).then(() => true, () => false);
      this.say(`${sure ? '' : 'half '}${step} ${order.number.slice(-2)}`);
      this.told.push({ order, what: step, text: '', sure });
      return;
    }
  }
  private async note(order: WorkOrder, sure: boolean): Promise<void> {
    if (!(await this.open(order)) || !(await this.page.locator('#note').isVisible())) return;
    // In letters: many digits would be masked as somebody's number.
    const text = `备注 ${`${this.seed}x${(this.notes += 1)}`.replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`;
    const tapped = await this.page
      .locator('#note')
      .fill(text, { timeout: PATIENCE })
      .then(() => this.page.getByRole('button', { name: '记下' }).click({ timeout: PATIENCE }))
      .then(() => true, () => false);
    // Told to the crew: the field is empty again.
    const heard = tapped && sure && (await this.page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#note')?.value === '', undefined, { timeout: PATIENCE },
    ).then(() => true, () => false));
    this.say(`${heard ? '' : 'half '}note ${order.number.slice(-2)}`);
    this.told.push({ order, what: 'note', text, sure: heard });
  }
  private async setOffline(offline: boolean): Promise<void> {
    this.say(offline ? 'offline' : 'online');
    this.offline = offline;
    await this.context.setOffline(offline);
  }
  private async killPage(): Promise<void> {
    this.say('kill page');
    const old = this.page;
    this.page = await this.context.newPage();
    await old.close({ runBeforeUnload: false });
    await this.page.goto('/crew/');
  }
  private async killServer(): Promise<void> {
    this.say('kill server');
    this.down = true;
    await this.program.crash();
  }
  private async serverAgain(): Promise<void> {
    this.say('server again');
    this.down = false;
    await this.program.again();
  }
  private async meanwhile(order: WorkOrder): Promise<void> {
    if (this.down || this.gone.has(order.id)) return;
    this.gone.add(order.id);
    if (this.roll(2) === 0) {
      this.say(`reassign ${order.number.slice(-2)}`);
      const { items } = await this.town.get<{ items: { id: string; code: string }[] }>('/crews');
      const other = items.find((crew) => crew.code === 'heat-2');
      await this.town.put(`/work-orders/${order.id}/assignment`, { crew_id: other?.id, reason: '改派试验' }, 'dispatcher');
    } else {
      this.say(`cancel ${order.number.slice(-2)}`);
      await this.town.post(`/work-orders/${order.id}/cancellation`, { reason: '住户说好了' }, 'supervisor');
    }
  }
  private async turnClock(): Promise<void> {
    const hours = HOURS_OFF[this.roll(HOURS_OFF.length)] ?? 0;
    this.say(`clock ${hours} h`);
    await this.page.evaluate((off) => localStorage.setItem('e2e.hours_off', String(off)), hours);
    await this.page.reload();
  }

  /** Everything is well again; what can be sent is sent, and what was refused is left on its order as a note. */
  async end(): Promise<void> {
    if (this.down) await this.serverAgain();
    if (this.offline) await this.setOffline(false);
    await this.page.evaluate(() => localStorage.removeItem('e2e.hours_off'));
    await this.page.goto('/crew/outbox');
    await expect(this.page.locator('h1'), this.words).toBeVisible();
    await expect
      .poll(async () => {
        for (const wanted of ['.button.primary.wide', '[data-test=keep-as-note]']) {
          const button = this.page.locator(wanted).first();
          // It goes away by itself when the page sends of its own accord.
          if (await button.isVisible()) await button.click({ timeout: PATIENCE }).catch(() => undefined);
        }
        return this.kept();
      }, { message: this.words, timeout: SETTLED })
      .toEqual([]);
  }
  async kept(): Promise<Kept[]> {
    return this.page.evaluate(
      () =>
        new Promise<Kept[]>((resolve, reject) => {
          const open = indexedDB.open('lamplighter-crew');
          open.onerror = () => reject(open.error);
          open.onsuccess = () => {
            const all = open.result.transaction('outbox').objectStore('outbox').getAll();
            all.onsuccess = () => {
              open.result.close();
              resolve(all.result as Kept[]);
            };
          };
        }),
    );
  }

  /** Nothing that the crew was told is kept is missing, and nothing is there twice. */
  async judge(): Promise<void> {
    for (const order of this.orders) {
      const detail = await this.town.get<{ notes: { text: string; by: string }[] }>(`/work-orders/${order.id}`);
      const events = await this.town.events(order.id);
      for (const one of this.told.filter((told) => told.order.id === order.id)) {
        if (one.what === 'note') {
          const found = detail.notes.filter((note) => note.text === one.text).length;
          if (one.sure) expect(found, `${one.text} on ${order.number}; ${this.words}`).toBe(1);
          else expect(found, `${one.text} on ${order.number}; ${this.words}`).toBeLessThanOrEqual(1);
          continue;
        }
        const step = one.what;
        const done = events.filter((event) => event.kind === EVENTS[step] && event.details.again !== 'true').length;
        const word = step === 'accept' ? '签收' : '到场';
        const late = detail.notes.filter((note) => note.text.startsWith('【补记】') && note.text.includes(` ${word}。`)).length;
        const count = done + late;
        if (!one.sure && count === 0) continue;
        expect(count, `${step} on ${order.number}: ${done} told, ${late} left as a note; ${this.words}`).toBe(1);
      }
    }
  }
}

test('random days: what the phone told its crew is kept is neither lost nor doubled', async ({ person, program, town }) => {
  test.setTimeout(60_000 + RUNS * 60_000);
  const first = await person({ phone: true });
  const context = first.context();
  await context.addInitScript(() => {
    const hours = Number(localStorage.getItem('e2e.hours_off') ?? 0);
    if (hours === 0) return;
    const Real = Date;
    const off = hours * 3_600_000;
    class Turned extends Real {
      constructor(...given: unknown[]) {
        if (given.length === 0) super(Real.now() + off);
        else super(...(given as [number]));
      }
      static override now(): number {
        return Real.now() + off;
      }
    }
    globalThis.Date = Turned as DateConstructor;
  });
  await signIn(first, '/crew/', 'heat-1-lead');
  await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const village = (await town.facility('heater')).village ?? undefined;
  let page = first;
  for (let index = 0; index < RUNS; index += 1) {
    const seed = FIRST_SEED + index;
    process.stdout.write(`random day ${index + 1} of ${RUNS}: LAMPLIGHTER_SEED=${seed}\n`);
    const orders: WorkOrder[] = [];
    for (const door of [1, 2]) {
      const { order } = await town.open('heat-1', { village, address: `试验${seed}号${door}户`, fault_kind: 'HP-02', description: '就十几度' });
      orders.push(order);
    }
    await page.goto('/crew/');
    for (const order of orders) await expect(page.locator(`[data-order="${order.number}"]`)).toBeVisible();
    const roll = dice(seed);
    const run = new Run(seed, roll, page, context, program, town, orders);
    for (let move = 0; move < MOVES; move += 1) await run.move();
    await run.end();
    await run.judge();
    page = run.phone;
    for (const order of orders) {
      const now = await town.order(order.number);
      if (now.state !== 'cancelled') await town.post(`/work-orders/${order.id}/cancellation`, { reason: '试验结束' }, 'supervisor');
    }
  }
});
