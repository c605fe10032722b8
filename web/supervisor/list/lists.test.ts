import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { DAYS_BACK, NOBODY, numberPrefix, planOf, type OrderList } from './lists';

// 07:30 in the town on the 10th, 23:30 UTC on the 9th.
const NOW = Date.parse('2026-01-09T23:30:00Z');
const at = (hours: number): string => new Date(NOW + hours * 3_600_000).toISOString();

function order(over: Partial<Schemas['WorkOrder']>, due = 5, warn = 4): Schemas['WorkOrder'] {
  return {
    id: '1',
    state: 'assigned',
    severity: 'normal',
    village: 'v1',
    class: 'heater',
    crew_id: '3',
    opened_at: at(-30),
    closed_at: null,
    resolution: null,
    due_at: at(due),
    clocks: [{ state: 'running', due_at: at(due), warn_at: at(warn), breached_at: due < 0 ? at(due) : null }],
    ...over,
  } as unknown as Schemas['WorkOrder'];
}
const keeps = (list: OrderList, found: Schemas['WorkOrder']): boolean => planOf(list, {}, NOW).keep(found);

describe('the list behind a number', () => {
  it('asks for the place that was pressed', () => {
    expect(planOf('late', { village: 'v1' }, NOW).questions).toEqual([{ village: 'v1', state: 'active' }]);
    expect(planOf('state', { state: 'open' }, NOW).questions).toEqual([{ state: 'open' }]);
    expect(planOf('opened_today', {}, NOW).questions).toEqual([{ q: 'LC20260110' }]);
    expect(planOf('closed_today', {}, NOW).questions).toHaveLength(DAYS_BACK);
    expect(planOf('closed_today', {}, NOW).questions.at(-1)).toEqual({ state: 'closed', q: 'LC20251228' });
  });

  it('finds the orders nobody has', () => {
    const plan = planOf('active', { crew: NOBODY }, NOW);
    expect(plan.questions).toEqual([{ state: 'active' }]);
    expect([plan.keep(order({ crew_id: null })), plan.keep(order({}))]).toEqual([true, false]);
    expect(planOf('late', { village: NOBODY }, NOW).keep(order({}, -1))).toBe(false);
  });

  it('tells late from soon late', () => {
    expect([keeps('late', order({}, -1, -2)), keeps('soon', order({}, -1, -2))]).toEqual([true, false]);
    expect([keeps('late', order({}, 1, -1)), keeps('soon', order({}, 1, -1))]).toEqual([false, true]);
    expect([keeps('late', order({})), keeps('soon', order({}))]).toEqual([false, false]);
  });

  it('counts today by the town\'s midnight', () => {
    expect(keeps('opened_today', order({ opened_at: at(-7) }))).toBe(true);
    expect(keeps('opened_today', order({ opened_at: at(-8) }))).toBe(false);
    expect(keeps('closed_today', order({ closed_at: at(-1) }))).toBe(true);
    expect(keeps('closed_today', order({}))).toBe(false);
    expect(keeps('breached_today', order({}, -1))).toBe(true);
    expect(keeps('breached_today', order({}, -9))).toBe(false);
    const resolution = { outcome: 'repaired', at: at(-1) } as Schemas['Resolution'];
    expect(keeps('repaired_today', order({ resolution }))).toBe(true);
    expect(keeps('repaired_today', order({ resolution: { ...resolution, outcome: 'temporary' } }))).toBe(false);
  });

  it('knows danger, and how numbers begin', () => {
    expect(keeps('danger', order({ severity: 'danger' }))).toBe(true);
    expect(keeps('danger', order({}))).toBe(false);
    expect(numberPrefix(Date.parse('2026-01-09T16:00:00Z'))).toBe('LC20260110');
  });
});
