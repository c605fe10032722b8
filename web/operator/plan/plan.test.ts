import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { crewChoices } from './crew_choices';
import { gains, gainWords, sortedChanges } from './difference';
import { en, zh } from './i18n';
import { axisOf, heightOf, HOUR_MS, HOUR_PX, leftOf, linesOf, placeOf, rowOf } from './timeline';
import { waitingWords } from './waiting';

const NOW = Date.parse('2026-01-10T02:20:00Z');
const ZERO: Schemas['PlanMeasures'] = {
  danger_missed: 0,
  danger_late_seconds: 0,
  other_missed: 0,
  other_late_seconds: 0,
  overtime_seconds: 0,
  travel_seconds: 0,
  waiting_seconds: 0,
  moved: 0,
  shifted_seconds: 0,
  without_crew: 0,
  cost: 0,
};
const order = (id: string, from?: string, to?: string): Schemas['PlanOrder'] =>
  ({
    id,
    number: `LC20260110-000${id}`,
    arrived_at: null,
    visit: from && to ? { position: 0, arrival: from, finish: to, announced: from, publication_id: null } : null,
  }) as Schemas['PlanOrder'];
const crew = (id: string, more: Partial<Schemas['PlanCrew']> = {}): Schemas['PlanCrew'] => ({
  id,
  code: `crew-${id}`,
  name: { zh: `班组${id}`, en: `Crew ${id}` },
  on_shift: true,
  shift_begins: null,
  shift_ends: null,
  absence: null,
  on_site: [],
  visits: [],
  waiting: null,
  ...more,
});
const change = (id: string, from: string | null, to: string | null, arrival: string | null = null): Schemas['PlanChange'] => ({
  work_order_id: id,
  order: null,
  from_crew_id: from,
  from_arrival: null,
  from_position: null,
  to_crew_id: to,
  to_arrival: arrival,
  to_finish: null,
  to_position: null,
  left_out: null,
});

describe('the words of the plan board', () => {
  it('are the same in both languages, with the same places to fill', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(places(en[key]), key).toEqual(places(zh[key]));
      expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('the difference between two plans', () => {
  it('is told by what it gains', () => {
    const plan = {
      before: { ...ZERO, danger_missed: 1, travel_seconds: 9000 },
      after: { ...ZERO, travel_seconds: 9000 - 35 * 60, overtime_seconds: 600 },
      changes: [change('1', '3', '4'), change('2', '4', '3'), change('3', '3', '3')],
    };
    expect(gainWords(plan, 'zh')).toBe('危险工单按时 +1，行车 −35 分钟，加班 +10 分钟，改派 2 单，改时间 1 单');
    expect(gainWords(plan, 'en')).toContain('driving −35 min');
    expect(gains(plan, 'zh').map((gain) => (gain.good ? '+' : gain.bad ? '-' : ' '))).toEqual(['+', '+', '-', ' ', ' ']);
  });
  it('says so when nothing is gained', () => {
    expect(gainWords({ before: ZERO, after: { ...ZERO, travel_seconds: 20 }, changes: [] }, 'zh')).toBe('各项不变');
  });
  it('names orders with another crew first', () => {
    const list = [change('1', '3', '3'), change('2', null, '4'), change('3', '4', null), change('4', '3', '4', 'b'), change('5', '3', '4', 'a')];
    expect(sortedChanges(list).map((one) => one.work_order_id)).toEqual(['5', '4', '2', '3', '1']);
  });
});

describe('the time line', () => {
  const board = (crews: Schemas['PlanCrew'][]): Schemas['PlanBoard'] => ({
    at: '2026-01-10T02:20:00Z',
    crews,
    waiting: [],
    rules: [],
    proposal: null,
    last: null,
  });
  it('begins at a whole hour before now and holds every visit', () => {
    const axis = axisOf(board([crew('1', { visits: [order('1', '2026-01-10T03:00:00Z', '2026-01-10T09:30:00Z')] })]), NOW);
    expect(axis.from).toBe(Date.parse('2026-01-10T02:00:00Z'));
    expect(axis.to).toBe(Date.parse('2026-01-10T10:00:00Z'));
    expect(axis.hours).toHaveLength(8);
    expect(leftOf(axis.from + HOUR_MS, axis)).toBe(HOUR_PX);
    expect(leftOf(axis.from - HOUR_MS, axis)).toBe(0);
  });
  it('shows an order on site until now and one without a time beside the line', () => {
    const on_site = { ...order('1'), arrived_at: '2026-01-10T01:00:00Z' };
    const row = rowOf(crew('1', { on_site: [on_site], visits: [order('2')] }), NOW);
    expect(row.blocks.map((block) => [block.order.id, block.to])).toEqual([['1', NOW]]);
    expect(row.loose.map((one) => one.id)).toEqual(['2']);
  });
  it('hides no block behind another, nor behind the end', () => {
    const at = (from: string, to: string): Schemas['PlanOrder'] => order('1', `2026-01-10T${from}:00Z`, `2026-01-10T${to}:00Z`);
    const { blocks } = rowOf(crew('1', { visits: [at('03:00', '04:00'), at('03:30', '04:00'), at('04:00', '04:01')] }), NOW);
    expect(linesOf(blocks)).toEqual([0, 1, 0]);
    const loose = rowOf(crew('1', { visits: [order('1', '2026-01-10T03:00:00Z', '2026-01-10T04:00:00Z'), order('2')] }), NOW);
    expect(loose.loose).toHaveLength(1);
    expect(heightOf(loose, linesOf(loose.blocks)), 'an order without a time gets a line of its own').toBe(2);
    const axis = axisOf(board([crew('1')]), NOW);
    const late = rowOf(crew('1', { visits: [order('1', '2026-01-12T03:00:00Z', '2026-01-12T04:00:00Z')] }), NOW).blocks[0]!;
    expect(Number.parseInt(placeOf(late, axis).left)).toBeLessThan(axis.width);
  });
});

describe('the crews one may send', () => {
  it('come in the order one would choose them, each with what is known', () => {
    const option = (id: string, total: number): Schemas['DecisionOption'] => ({
      crew_id: id,
      arrival: '2026-01-10T03:00:00Z',
      finish: '2026-01-10T04:00:00Z',
      cost: { danger: 0, late: 0, effort: total, stability: 0, total },
      missed: 0,
      late_seconds: 0,
      delays: [],
    });
    const excluded = { crew_id: '1', excluded_by: 'skill', orders_in_hand: 0, distance_metres: 0, cost: 0 } as const;
    const decision = { chosen: option('3', 600), alternatives: [option('2', 1800)], considered: [excluded] } as unknown as Schemas['AssignmentDecision'];
    const choices = crewChoices([crew('1'), crew('2'), crew('3')], decision, '3');
    expect(choices.map((choice) => choice.crew_id)).toEqual(['3', '2', '1']);
    expect(choices[0]?.here).toBe(true);
    expect(choices[1]?.words).toContain('比选中的多花 20 分钟行车');
    expect(choices[2]).toMatchObject({ fits: false, words: '不派：没有这项技能' });
  });
});

describe('waiting places', () => {
  it('say whether the crew is told', () => {
    const place = { village_name: '兴各庄', told: true } as Schemas['CrewWaiting'];
    expect(waitingWords(place)).toBe('到兴各庄待命');
    expect(waitingWords({ ...place, told: false })).toContain('班组没有收到');
  });
});
