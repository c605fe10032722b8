import type { Schemas } from '../../shared/api/client';
import { t } from './i18n';

export type Export = Schemas['Export'];
type List = Schemas['ExportList'];
type Format = Schemas['ExportFormat'];

const LISTS: readonly List[] = ['work_orders', 'reports', 'facilities', 'villages', 'crews', 'city_orders', 'events', 'audit', 'parts', 'stock',
  'requests', 'call_backs', 'alerts', 'rechecks', 'outages', 'calls', 'deliveries', 'transfers', 'readings', 'accounts'];
const PLACED: readonly List[] = ['work_orders', 'reports', 'facilities', 'villages', 'crews', 'readings'];
/** Who takes calls also has the calls and the city's orders; who keeps the registers, messages and devices. */
const ONLY: Partial<Record<List, readonly Schemas['Role'][]>> = {
  city_orders: ['operator', 'dispatcher', 'supervisor'],
  calls: ['operator', 'dispatcher', 'supervisor'],
  call_backs: ['operator', 'dispatcher', 'supervisor', 'checker'],
  audit: ['supervisor', 'auditor'],
  deliveries: ['supervisor', 'admin'],
  readings: ['supervisor', 'admin'],
  accounts: ['admin'],
};
/** What a list's page leaves out at first belongs into the file all the same. */
const WHOLE: Partial<Record<List, Record<string, string>>> = {
  alerts: { open: 'false', everybodys: 'true' },
  rechecks: { open: 'false' },
};

export const listsOf = (role: Schemas['Role'] | undefined): List[] => LISTS.filter((list) => role && (ONLY[list]?.includes(role) ?? true));

export const formatsOf = (list: List): Format[] => (PLACED.includes(list) ? ['csv', 'xlsx', 'geojson'] : ['csv', 'xlsx']);

export const byVillage = (list: List): boolean => ['work_orders', 'reports', 'facilities'].includes(list);
export const byClass = (list: List): boolean => ['work_orders', 'facilities'].includes(list);
export const byState = (list: List): boolean => list === 'work_orders';

export interface Wish {
  list: List;
  format: Format;
  village: string;
  class: string;
  state: string;
}

/** What is sent: only the filters that the list has. */
export function bodyOf(wish: Wish): Schemas['NewExport'] {
  const filters: Record<string, string> = { ...WHOLE[wish.list] };
  if (byVillage(wish.list) && wish.village) filters.village = wish.village;
  if (byClass(wish.list) && wish.class) filters.class = wish.class;
  if (byState(wish.list) && wish.state) filters.state = wish.state;
  return { list: wish.list, format: wish.format, filters };
}

export const rowsWords = (one: Export): string =>
  one.rows_in_all === null || one.state === 'done' ? t('rows', { rows: one.rows }) : t('rows_of', { rows: one.rows, all: one.rows_in_all });

export const problemWords = (one: Export): string => (one.problem ? t(`problem.${one.problem.code}`) : '');

export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
