import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../../shared/api/client';
import { serverNow, townDayStart } from '../../shared/domain/time';
import { before } from '../../shared/work_order/list';
import { ORDER_LISTS, planOf, type OrderList, type Place, type ReportList } from './lists';

const PAGE = 200;
const MOST_READ = 2_000;
const MOST_SHOWN = 500;

export interface Wanted {
  list: OrderList | ReportList;
  place: Place;
}

export interface ListReading {
  orders: ShallowRef<Schemas['WorkOrder'][]>;
  reports: ShallowRef<Schemas['Report'][]>;
  loading: Ref<boolean>;
  /** How many were looked through when there were more than may be. */
  stopped_at: Ref<number>;
  problem: ShallowRef<Problem | null>;
  reload: () => Promise<void>;
}

export function isOrderList(list: string): list is OrderList {
  return (ORDER_LISTS as readonly string[]).includes(list);
}

/** The orders or reports behind a number of the board. */
export function useList(wanted: () => Wanted): ListReading {
  const orders: ListReading['orders'] = shallowRef([]);
  const reports: ListReading['reports'] = shallowRef([]);
  const loading = ref(false);
  const stopped_at = ref(0);
  const problem: ListReading['problem'] = shallowRef(null);
  let round = 0;

  async function read_orders(list: OrderList, place: Place, mine: number): Promise<void> {
    const plan = planOf(list, place, serverNow());
    const found = new Map<string, Schemas['WorkOrder']>();
    let looked_at = 0;
    for (const question of plan.questions) {
      let cursor: string | null = null;
      do {
        const query: Record<string, string | number> = { ...question, limit: PAGE };
        if (cursor) query.cursor = cursor;
        const answer = await ask(api.GET('/work-orders', { params: { query } }));
        if (mine !== round) return;
        if (!answer.ok) {
          problem.value = answer.problem;
          return;
        }
        looked_at += answer.data.items.length;
        for (const order of answer.data.items) if (plan.keep(order)) found.set(order.id, order);
        cursor = answer.data.next;
      } while (cursor && looked_at < MOST_READ && found.size < MOST_SHOWN);
      if (cursor) stopped_at.value = looked_at;
      if (looked_at >= MOST_READ || found.size >= MOST_SHOWN) break;
    }
    orders.value = [...found.values()].sort(before);
  }

  async function read_reports(list: ReportList, mine: number): Promise<void> {
    const day = townDayStart(serverNow());
    const found: Schemas['Report'][] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string | number> = { limit: PAGE };
      if (list === 'waiting') query.state = 'received';
      if (cursor) query.cursor = cursor;
      const answer = await ask(api.GET('/reports', { params: { query } }));
      if (mine !== round) return;
      if (!answer.ok) {
        problem.value = answer.problem;
        return;
      }
      const fresh = answer.data.items.filter((report) => list === 'waiting' || Date.parse(report.recorded_at) >= day);
      found.push(...fresh);
      // Newest first: a page without one of today ends today.
      cursor = fresh.length > 0 ? answer.data.next : null;
    } while (cursor && found.length < MOST_SHOWN);
    if (cursor) stopped_at.value = found.length;
    reports.value = found;
  }

  async function reload(): Promise<void> {
    const mine = ++round;
    const { list, place } = wanted();
    loading.value = true;
    problem.value = null;
    stopped_at.value = 0;
    if (isOrderList(list)) await read_orders(list, place, mine);
    else await read_reports(list, mine);
    if (mine === round) loading.value = false;
  }

  watch(
    () => JSON.stringify(wanted()),
    () => {
      orders.value = [];
      reports.value = [];
      void reload();
    },
    { immediate: true },
  );
  return { orders, reports, loading, stopped_at, problem, reload };
}
