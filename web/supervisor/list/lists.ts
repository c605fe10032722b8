import type { Schemas } from '../../shared/api/client';
import { townDayStart } from '../../shared/domain/time';
import type { AskedFor } from '../../shared/work_order/list';

type Order = Schemas['WorkOrder'];

export const ORDER_LISTS = [
  'active',
  'late',
  'soon',
  'danger',
  'state',
  'opened_today',
  'closed_today',
  'repaired_today',
  'breached_today',
] as const;
export const REPORT_LISTS = ['waiting', 'reports_today'] as const;
export type OrderList = (typeof ORDER_LISTS)[number];
export type ReportList = (typeof REPORT_LISTS)[number];

/** How far back closed orders are looked for: the server lists them by deadline, not by the day they were closed. */
export const DAYS_BACK = 14;
const DAY_MS = 86_400_000;
/** Stands for "no crew" and "village unknown" in an address. */
export const NOBODY = 'none';

export interface Place {
  state?: string;
  village?: string;
  class?: string;
  crew?: string;
}

export interface OrderPlan {
  /** What to ask for, one list after the other. */
  questions: AskedFor[];
  /** What of it belongs. */
  keep: (order: Order) => boolean;
  /** Only orders opened within DAYS_BACK are found. */
  looks_back: boolean;
}

function open_clocks(order: Order): Schemas['Clock'][] {
  return order.clocks.filter((clock) => clock.state === 'running');
}
const is_late = (order: Order, now_ms: number): boolean => open_clocks(order).some((clock) => Date.parse(clock.due_at) <= now_ms);
const is_warned = (order: Order, now_ms: number): boolean => open_clocks(order).some((clock) => Date.parse(clock.warn_at) <= now_ms);

/** "LC20261123": how the numbers of the orders opened on a day begin. */
export function numberPrefix(day_start_ms: number): string {
  const town = new Date(day_start_ms + 8 * 3_600_000);
  return `LC${town.toISOString().slice(0, 10).replaceAll('-', '')}`;
}

function recent_days(day_start_ms: number): string[] {
  return Array.from({ length: DAYS_BACK }, (_, back) => numberPrefix(day_start_ms - back * DAY_MS));
}

/** Which orders stand behind a number of the board. */
export function planOf(list: OrderList, place: Place, now_ms: number): OrderPlan {
  const { state, ...asked } = place;
  // The server cannot be asked for orders without a crew or village; they are picked out here.
  const where: Place = { ...asked };
  const without_crew = asked.crew === NOBODY;
  const without_village = asked.village === NOBODY;
  if (without_crew) delete where.crew;
  if (without_village) delete where.village;
  const here = (order: Order): boolean => (!without_crew || !order.crew_id) && (!without_village || !order.village);
  const plan = plan_of(list, where, state, now_ms);
  return { ...plan, keep: (order) => here(order) && plan.keep(order) };
}

function plan_of(list: OrderList, where: Place, state: string | undefined, now_ms: number): OrderPlan {
  const active: AskedFor = { ...where, state: 'active' };
  const day = townDayStart(now_ms);
  const since = (time: string | null | undefined): boolean => !!time && Date.parse(time) >= day;
  const ended = (states: string): AskedFor[] => recent_days(day).map((q) => ({ ...where, state: states, q }));
  switch (list) {
    case 'active':
      return { questions: [active], keep: () => true, looks_back: false };
    case 'late':
      return { questions: [active], keep: (order) => is_late(order, now_ms), looks_back: false };
    case 'soon':
      return { questions: [active], keep: (order) => !is_late(order, now_ms) && is_warned(order, now_ms), looks_back: false };
    case 'danger':
      return { questions: [active], keep: (order) => order.severity === 'danger', looks_back: false };
    case 'state':
      return { questions: [{ ...where, state: state ?? 'active' }], keep: () => true, looks_back: false };
    case 'opened_today':
      return { questions: [{ ...where, q: numberPrefix(day) }], keep: (order) => since(order.opened_at), looks_back: false };
    case 'closed_today':
      return { questions: ended('closed'), keep: (order) => since(order.closed_at), looks_back: true };
    case 'repaired_today':
      return {
        questions: ended('resolved,closed'),
        keep: (order) => since(order.resolution?.at) && order.resolution?.outcome === 'repaired',
        looks_back: true,
      };
    case 'breached_today':
      return {
        questions: [active, ...ended('closed,cancelled')],
        keep: (order) => order.clocks.some((clock) => since(clock.breached_at)),
        looks_back: true,
      };
  }
}
