import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { askFor, before, belongs, filtersFrom, NO_FILTERS, patched, queryOf } from './list';

const NOW = Date.parse('2026-01-10T04:00:00Z');
const at = (hours: number): string => new Date(NOW + hours * 3_600_000).toISOString();

function order(id: string, hours: number | null, over: Partial<Schemas['WorkOrder']> = {}): Schemas['WorkOrder'] {
  return {
    id,
    state: 'assigned',
    village: 'v1',
    crew_id: '3',
    class: 'heater',
    due_at: hours === null ? null : at(hours),
    version: 1,
    clocks: [],
    ...over,
  } as Schemas['WorkOrder'];
}
const ids = (rows: Schemas['WorkOrder'][]): string[] => rows.map((row) => row.id);

describe('filters', () => {
  it('stand in the address and come back from it', () => {
    const filters = { ...NO_FILTERS, village: 'v1', due: '4h', q: '路灯' } as const;
    expect(queryOf(filters)).toEqual({ village: 'v1', due: '4h', q: '路灯' });
    expect(filtersFrom(queryOf(filters))).toEqual(filters);
    expect(queryOf(NO_FILTERS)).toEqual({});
    expect(filtersFrom({ due: 'never', state: ['a'], x: 'y' })).toEqual(NO_FILTERS);
  });

  it('become the question to the server', () => {
    expect(askFor(NO_FILTERS, NOW)).toEqual({ state: 'active' });
    expect(askFor({ ...NO_FILTERS, due: 'now' }, NOW)).toEqual({
      state: 'open,assigned,accepted,under_way',
      due_before: '2026-01-10T04:00:00Z',
    });
    expect(askFor({ ...NO_FILTERS, state: 'all', due: '1h', q: ' 灯 ' }, NOW)).toEqual({
      due_before: '2026-01-10T05:00:00Z',
      q: '灯',
    });
  });

  it('tell whether a changed order still belongs', () => {
    expect(belongs(order('1', 1), NO_FILTERS, NOW)).toBe(true);
    expect(belongs(order('1', 1, { state: 'closed' }), NO_FILTERS, NOW)).toBe(false);
    expect(belongs(order('1', 1, { state: 'closed' }), { ...NO_FILTERS, state: 'all' }, NOW)).toBe(true);
    expect(belongs(order('1', 1), { ...NO_FILTERS, state: 'open,assigned' }, NOW)).toBe(true);
    expect(belongs(order('1', 1), { ...NO_FILTERS, state: 'open' }, NOW)).toBe(false);
    expect(belongs(order('1', 2), { ...NO_FILTERS, due: '1h' }, NOW)).toBe(false);
    expect(belongs(order('1', -2), { ...NO_FILTERS, due: 'now' }, NOW)).toBe(true);
    expect(belongs(order('1', null), { ...NO_FILTERS, due: '24h' }, NOW)).toBe(false);
    expect(belongs(order('1', 1), { ...NO_FILTERS, q: '灯' }, NOW)).toBeNull();
    expect(belongs(order('1', 1), { ...NO_FILTERS, village: 'v2' }, NOW)).toBe(false);
  });
});

describe('a list that changes while it is looked at', () => {
  const rows = [order('1', 1), order('2', 2), order('4', 4)];

  it('sorts by deadline, those without one last', () => {
    expect([order('9', null), order('10', 1), order('2', 1), order('1', 0)].sort(before).map((row) => row.id)).toEqual(['1', '2', '10', '9']);
    const clocks = [{ target: 'resolve', due_at: at(2) }] as Schemas['Clock'][];
    const finished = order('7', null, { state: 'resolved', clocks });
    expect([order('3', 3), finished, order('1', 1)].sort(before).map((row) => row.id)).toEqual(['1', '7', '3']);
  });

  it('takes a new order in at its place', () => {
    expect(ids(patched(rows, order('3', 3), true, false))).toEqual(['1', '2', '3', '4']);
    expect(ids(patched(rows, order('5', 5), true, true))).toEqual(['1', '2', '4', '5']);
  });

  it('leaves to the next page what sorts behind what was read', () => {
    expect(ids(patched(rows, order('5', 5), true, false))).toEqual(['1', '2', '4']);
  });

  it('moves, keeps or drops a known one, and leaves the other rows the very same', () => {
    const moved = patched(rows, order('1', 3, { version: 2 }), true, true);
    expect(ids(moved)).toEqual(['2', '1', '4']);
    expect(moved[0]).toBe(rows[1]);
    expect(ids(patched(rows, order('2', 2, { state: 'closed', version: 2 }), false, true))).toEqual(['1', '4']);
    expect(patched(rows, order('2', 2, { version: 0 }), true, true)[1]).toBe(rows[1]);
  });

  it('updates a row of a text search but adds none', () => {
    expect(ids(patched(rows, order('3', 3), null, true))).toEqual(['1', '2', '4']);
    expect(patched(rows, order('2', 2, { version: 5 }), null, true)[1]?.version).toBe(5);
  });
});
