import type { Schemas } from '../../shared/api/client';

type Row = Schemas['DashboardRow'];

/** What needs eyes first: late, then danger, then soon late, then the most in hand. */
export function byNeed(rows: readonly Row[]): Row[] {
  return [...rows].sort(
    (a, b) =>
      b.late - a.late || b.danger - a.danger || b.due_soon - a.due_soon || b.open - a.open || a.key.localeCompare(b.key),
  );
}

export function total(rows: readonly Row[], figure: 'open' | 'late' | 'due_soon' | 'danger'): number {
  return rows.reduce((sum, row) => sum + row[figure], 0);
}

/** Every crew has a row, also one with nothing in hand; orders without a crew stand first. */
export function crewRows(rows: readonly Row[], crews: readonly Schemas['Crew'][]): Row[] {
  const nobody = rows.filter((row) => row.key === '');
  const known = crews
    .filter((crew) => crew.active || rows.some((row) => row.key === crew.id))
    .map((crew) => rows.find((row) => row.key === crew.id) ?? { key: crew.id, open: 0, late: 0, due_soon: 0, danger: 0 });
  return [...nobody, ...byNeed(known)];
}
