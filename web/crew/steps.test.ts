import { describe, expect, it } from 'vitest';
import { chipsOf, hasWords, toggleWords } from './chips';
import { en } from './i18n/en';
import { zh } from './i18n/zh';
import { fit } from '@shared/media/photo';
import { distance, mapLink } from './place';
import { isInHand, mayDo, mustContact, nextStep, project } from './steps';
import type { CrewAction, Order, StoredItem } from './store';

type Target = Order['clocks'][number]['target'];
const clock = (target: Target): Order['clocks'][number] => ({
  target,
  state: 'running',
  limit: 'PT1H',
  calendar: 'always',
  started_at: '2026-11-23T00:00:00Z',
  due_at: '2026-11-23T01:00:00Z',
  warn_at: '2026-11-23T00:48:00Z',
  stopped_at: null,
  paused_seconds: 0,
  warned_at: null,
  breached_at: null,
  pauses: [],
  extended_seconds: 0,
  no_later_than: null,
  warnings: [],
  calendar_version: 1,
});
const order = (change: Partial<Order> = {}): Order =>
  ({
    id: '1',
    number: 'W-1',
    state: 'assigned',
    paused: false,
    made_safe_at: null,
    clocks: [clock('contact'), clock('arrive'), clock('make_safe'), clock('resolve')],
    allowed_actions: ['accept'],
    ...change,
  }) as Order;

let seq = 0;
const item = (action: CrewAction, change: Partial<StoredItem> = {}): StoredItem => ({
  seq: (seq += 1),
  key: 'k',
  account_id: '7',
  order_id: '1',
  order_number: 'W-1',
  action,
  body: null,
  photo: null,
  state: 'waiting',
  problem: null,
  attempts: 0,
  at: '2026-11-23T00:10:00Z',
  clock: null,
  ...change,
});

describe('the next step', () => {
  it('leads from the assignment to the resolution without a network', () => {
    const way: (CrewAction | null)[] = [];
    const items: StoredItem[] = [];
    for (let next = nextStep(order()); ; next = nextStep(project(order(), items))) {
      way.push(next);
      if (next === null) break;
      items.push(item(next));
    }
    expect(way).toEqual(['accept', 'arrive', 'make_safe', 'resolve', null]);
  });

  it('leaves out making safe where no such promise runs', () => {
    expect(nextStep(order({ state: 'under_way', clocks: [clock('resolve')] }))).toBe('resolve');
    expect(nextStep(order({ state: 'under_way', made_safe_at: '2026-11-23T00:05:00Z' }))).toBe('resolve');
  });

  it('is to resume while the clocks stand still, and nothing once it is over', () => {
    expect(nextStep(order({ state: 'accepted', paused: true }))).toBe('resume');
    for (const state of ['resolved', 'closed', 'cancelled', 'open'] as const) expect(nextStep(order({ state }))).toBeNull();
  });

  it('is offered when the server allows it, or when what waits comes before it', () => {
    expect(mayDo(order(), 'accept', false)).toBe(true);
    expect(mayDo(order(), 'arrive', false)).toBe(false);
    expect(mayDo(order(), 'arrive', true)).toBe(true);
  });
});

describe('an order as it will be', () => {
  it('has its clocks stopped by the steps that keep them', () => {
    const seen = project(order(), [item('accept'), item('contact'), item('arrive')]);
    expect(seen.state).toBe('under_way');
    expect(seen.clocks.map((one) => one.state)).toEqual(['stopped', 'stopped', 'running', 'running']);
    expect(mustContact(seen)).toBe(false);
    expect(mustContact(order())).toBe(true);
    const resolved = project(seen, [item('resolve')]);
    expect(resolved.clocks.every((one) => one.state === 'stopped')).toBe(true);
    expect(isInHand(resolved)).toBe(false);
  });

  it('stands still and goes on', () => {
    const paused = project(order({ state: 'under_way' }), [item('pause')]);
    expect([paused.paused, paused.clocks[0]?.state]).toEqual([true, 'paused']);
    const resumed = project(paused, [item('resume')]);
    expect([resumed.paused, resumed.clocks[0]?.state]).toEqual([false, 'running']);
  });

  it('is not changed by what was refused, by notes or by other orders', () => {
    const one = order();
    expect(project(one, [item('accept', { state: 'refused' }), item('note'), item('photo'), item('accept', { order_id: '2' })])).toEqual(one);
  });
});

describe('small things', () => {
  it('measure on the round earth', () => {
    const office = { latitude: 39.9, longitude: 116.8 };
    expect(distance(office, office)).toBe(0);
    expect(distance(office, { latitude: 40.9, longitude: 116.8 })).toBeCloseTo(111_195, -1);
    expect(distance(office, { latitude: 39.9, longitude: 117.8 })).toBeCloseTo(85_303, -2);
    expect(mapLink(office, '小卖部 (东)')).toBe(`geo:39.900000,116.800000?q=39.900000,116.800000(${encodeURIComponent('小卖部 (东)')})`);
  });

  it('fit a picture without enlarging it', () => {
    expect(fit(4000, 3000)).toEqual({ width: 1600, height: 1200 });
    expect(fit(3000, 4000)).toEqual({ width: 1200, height: 1600 });
    expect(fit(800, 600)).toEqual({ width: 800, height: 600 });
    expect(fit(10_000, 1)).toEqual({ width: 1600, height: 1 });
  });

  it('put a chip into the words and take it out again', () => {
    const once = toggleWords('', '补水排气');
    const twice = toggleWords(once, '试机正常');
    expect(twice).toBe('补水排气，试机正常');
    expect(hasWords(twice, '补水排气')).toBe(true);
    expect(toggleWords(twice, '补水排气')).toBe('试机正常');
    expect(chipsOf('bench').actions.length).toBeGreaterThan(0);
  });

  it('have the same words in both languages, never empty, with the same places to fill', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(zh[key].trim() && en[key].trim(), key).toBeTruthy();
      expect(places(en[key]), key).toEqual(places(zh[key]));
    }
  });
});
