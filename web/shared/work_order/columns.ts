/** The columns a list of orders may have; the number is always there. */
export const COLUMNS = ['due', 'severity', 'number', 'what', 'where', 'crew', 'state', 'received', 'description'] as const;
export type Column = (typeof COLUMNS)[number];
export const USUAL: readonly Column[] = ['due', 'severity', 'number', 'what', 'where', 'crew', 'state'];

/** What was chosen before, in the table's own order; the usual ones when that cannot be read. */
export function columnsFrom(stored: string | null): Column[] {
  try {
    const chosen: unknown = JSON.parse(stored ?? 'null');
    if (Array.isArray(chosen)) return COLUMNS.filter((column) => column === 'number' || chosen.includes(column));
  } catch {
    // As if nothing had been chosen.
  }
  return [...USUAL];
}
