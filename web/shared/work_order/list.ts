import type { Schemas } from '../api/client';

type Order = Schemas['WorkOrder'];

export interface Filters {
  state: string;
  village: string;
  crew: string;
  class: string;
  due: '' | 'now' | '1h' | '4h' | '24h';
  q: string;
}
export const NO_FILTERS: Filters = { state: 'active', village: '', crew: '', class: '', due: '', q: '' };

const HOURS: Record<Exclude<Filters['due'], ''>, number> = { now: 0, '1h': 1, '4h': 4, '24h': 24 };
const UNFINISHED = 'open,assigned,accepted,under_way';
const ENDED = new Set<string>(['closed', 'cancelled']);

export function filtersFrom(query: Record<string, unknown>): Filters {
  const filters = { ...NO_FILTERS };
  for (const key of Object.keys(filters) as (keyof Filters)[]) {
    const value = query[key];
    if (typeof value !== 'string') continue;
    if (key === 'due') filters.due = value in HOURS ? (value as Filters['due']) : '';
    else filters[key] = value;
  }
  return filters;
}

/** Only what differs from the usual view, for the address. */
export function queryOf(filters: Filters): Record<string, string> {
  return Object.fromEntries(
    (Object.keys(NO_FILTERS) as (keyof Filters)[])
      .filter((key) => filters[key] !== NO_FILTERS[key])
      .map((key) => [key, filters[key]]),
  );
}

export interface AskedFor {
  state?: string;
  village?: string;
  crew?: string;
  class?: string;
  q?: string;
  due_before?: string;
}

export function askFor(filters: Filters, now_ms: number): AskedFor {
  const asked: AskedFor = {};
  if (filters.state && filters.state !== 'all') asked.state = filters.state;
  if (filters.village) asked.village = filters.village;
  if (filters.crew) asked.crew = filters.crew;
  if (filters.class) asked.class = filters.class;
  if (filters.q.trim()) asked.q = filters.q.trim();
  // A finished order keeps its old deadline in the server's order; it is no longer due.
  if (filters.due && asked.state === 'active') asked.state = UNFINISHED;
  if (filters.due) asked.due_before = new Date(now_ms + HOURS[filters.due] * 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
  return asked;
}

/** Whether an order that changed belongs into a list; nothing when only the server can tell (text search). */
export function belongs(order: Order, filters: Filters, now_ms: number): boolean | null {
  if (filters.state === 'active' && ENDED.has(order.state)) return false;
  const states = filters.state && filters.state !== 'active' && filters.state !== 'all' ? filters.state.split(',') : null;
  if (states && !states.includes(order.state)) return false;
  if (filters.village && order.village !== filters.village) return false;
  if (filters.crew && order.crew_id !== filters.crew) return false;
  if (filters.class && order.class !== filters.class) return false;
  if (filters.due) {
    if (!order.due_at || Date.parse(order.due_at) > now_ms + HOURS[filters.due] * 3_600_000) return false;
  }
  return filters.q.trim() ? null : true;
}

/** The server's order: the next deadline first (of a finished order the one to resolve), those without one last, then by id. */
export function before(a: Order, b: Order): number {
  const due = (order: Order): number => {
    const time = order.due_at ?? order.clocks.find((clock) => clock.target === 'resolve')?.due_at;
    return time ? Date.parse(time) : Number.POSITIVE_INFINITY;
  };
  const [x, y] = [due(a), due(b)];
  if (x !== y) return x < y ? -1 : 1;
  return BigInt(a.id) < BigInt(b.id) ? -1 : 1;
}

/**
 * The list after an order changed. Rows keep their identity, so scroll and choice stay where they are; an order
 * that sorts behind the last row read so far is left to the next page.
 */
export function patched(rows: readonly Order[], changed: Order, fits: boolean | null, all_read: boolean): Order[] {
  const place = rows.findIndex((row) => row.id === changed.id);
  if (place < 0 && fits !== true) return [...rows];
  if (fits === false) return rows.filter((row) => row.id !== changed.id);
  const known = rows[place];
  if (known && known.version > changed.version) return [...rows];
  const others = rows.filter((row) => row.id !== changed.id);
  const last = others.at(-1);
  if (place < 0 && !all_read && last && before(last, changed) < 0) return [...rows];
  const at = others.findIndex((row) => before(changed, row) < 0);
  return at < 0 ? [...others, changed] : [...others.slice(0, at), changed, ...others.slice(at)];
}
