import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { serverNow } from '../domain/time';
import { useLive } from '../live/bus';
import { gather } from '../live/gather';
import { askFor, belongs, patched, type Filters } from './list';

const PAGE = 50;
const MOST_AT_ONCE = 200;
const GATHER_MS = 500;
/** More changed orders than this at once are read as a list, not one by one. */
const MOST_SINGLE = 12;

/** The work queue: pages by cursor, kept fresh by live events without losing the place. */
export function useQueue(filters: Ref<Filters>): {
  rows: ShallowRef<Schemas['WorkOrder'][]>;
  next: Ref<string | null>;
  loading: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  reload: () => Promise<void>;
  more: () => Promise<void>;
  take: (order: Schemas['WorkOrder']) => void;
} {
  const rows: ShallowRef<Schemas['WorkOrder'][]> = shallowRef([]);
  const next = ref<string | null>(null);
  const loading = ref(false);
  const problem: ShallowRef<Problem | null> = shallowRef(null);
  let round = 0;

  async function read(cursor: string | null, limit: number): Promise<void> {
    const mine = ++round;
    loading.value = true;
    const query = { ...askFor(filters.value, serverNow()), limit, ...(cursor ? { cursor } : {}) };
    const answer = await ask(api.GET('/work-orders', { params: { query } }));
    if (mine !== round) return;
    loading.value = false;
    problem.value = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    if (!cursor) {
      // A long list that is read anew keeps what lies behind the page: nobody is thrown back to its beginning.
      const read_anew = new Set(answer.data.items.map((item) => item.id));
      const behind = rows.value.slice(limit).filter((row) => !read_anew.has(row.id));
      const keeps = behind.length > 0 && answer.data.next !== null;
      rows.value = keeps ? [...answer.data.items, ...behind] : answer.data.items;
      if (!keeps) next.value = answer.data.next;
      return;
    }
    const known = new Set(rows.value.map((row) => row.id));
    rows.value = [...rows.value, ...answer.data.items.filter((item) => !known.has(item.id))];
    next.value = answer.data.next;
  }
  const reload = (): Promise<void> => read(null, Math.min(MOST_AT_ONCE, Math.max(PAGE, rows.value.length)));
  const more = async (): Promise<void> => {
    if (next.value && !loading.value) await read(next.value, MOST_AT_ONCE);
  };

  function take(order: Schemas['WorkOrder']): void {
    rows.value = patched(rows.value, order, belongs(order, filters.value, serverNow()), next.value === null);
  }

  const changed = new Set<string>();
  async function catch_up(): Promise<void> {
    const ids = [...changed];
    changed.clear();
    if (ids.length > MOST_SINGLE) {
      await reload();
      return;
    }
    const answers = await Promise.all(ids.map((id) => ask(api.GET('/work-orders/{id}', { params: { path: { id } } }))));
    for (const answer of answers) if (answer.ok) take(answer.data);
  }
  const soon = gather(catch_up, GATHER_MS);
  useLive({
    onEvent: (event) => {
      if (!event.work_order_id || event.kind === 'reporter_informed') return;
      changed.add(event.work_order_id);
      soon();
    },
    onReset: () => void reload(),
  });

  watch(
    filters,
    () => {
      rows.value = [];
      next.value = null;
      void read(null, PAGE);
    },
    { immediate: true },
  );
  return { rows, next, loading, problem, reload, more, take };
}
