import { expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { byNeed, crewRows, total } from './rows';

const row = (key: string, open: number, late = 0, due_soon = 0, danger = 0): Schemas['DashboardRow'] => ({ key, open, late, due_soon, danger });
const crew = (id: string, active = true): Schemas['Crew'] => ({ id, active }) as Schemas['Crew'];
const keys = (rows: Schemas['DashboardRow'][]): string[] => rows.map((found) => found.key);

it('puts first what needs eyes first', () => {
  const rows = [row('calm', 9), row('late', 1, 1), row('soon', 3, 0, 2), row('danger', 1, 0, 0, 1), row('later', 2, 3)];
  expect(keys(byNeed(rows))).toEqual(['later', 'late', 'danger', 'soon', 'calm']);
  expect(rows[0]?.key).toBe('calm');
  expect(total(rows, 'late')).toBe(4);
});

it('shows every crew, idle ones too, and orders without a crew on top', () => {
  const rows = [row('2', 4, 1), row('', 3), row('9', 1)];
  expect(keys(crewRows(rows, [crew('1'), crew('2'), crew('3', false), crew('9', false)]))).toEqual(['', '2', '9', '1']);
});
