import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { register } from '../domain/register';
import { serverNow } from '../domain/time';
import { useLive } from '../live/bus';
import { gather } from '../live/gather';
import { placeOrders, pointsOf, stopsOf, type Place, type PlacedOrder, type Point, type Stop } from './places';

const PAGE = 200;
export const MOST_ORDERS = 1000;
const GATHER_MS = 1500;

/** What the map shows: facilities once, orders and the crews' next stops kept fresh while it is looked at. */
export function useMap(is_shown: () => boolean): {
  points: ShallowRef<Point[]>;
  tiles: ShallowRef<Schemas['MapTiles'] | null>;
  orders: ComputedRef<PlacedOrder[]>;
  stops: ComputedRef<Stop[]>;
  state: Ref<'loading' | 'ready' | 'failed'>;
  problem: ShallowRef<Problem | null>;
  more: Ref<boolean>;
  orders_cut: Ref<boolean>;
  load: () => Promise<void>;
} {
  const points: ShallowRef<Point[]> = shallowRef([]);
  const tiles: ShallowRef<Schemas['MapTiles'] | null> = shallowRef(null);
  const raw: ShallowRef<Schemas['WorkOrder'][]> = shallowRef([]);
  const board: ShallowRef<Schemas['PlanBoard'] | null> = shallowRef(null);
  const state: Ref<'loading' | 'ready' | 'failed'> = ref('loading');
  const problem: ShallowRef<Problem | null> = shallowRef(null);
  const more = ref(false);
  const orders_cut = ref(false);
  const read_at = ref(serverNow());

  const facilities = computed(() => new Map<string, Place>(points.value.map((point) => [point.id, point])));
  const villages = computed(
    () => new Map<string, Place>(register.villages.flatMap((village) => (village.position ? [[village.code, village.position] as const] : []))),
  );
  const orders = computed(() => placeOrders(raw.value, facilities.value, villages.value, read_at.value));
  const stops = computed(() => (board.value ? stopsOf(board.value, orders.value) : []));

  async function read_orders(): Promise<void> {
    const found: Schemas['WorkOrder'][] = [];
    let cursor: string | null = null;
    do {
      const query: { state: string; limit: number; cursor?: string } = { state: 'active', limit: PAGE, ...(cursor ? { cursor } : {}) };
      const answer = await ask(api.GET('/work-orders', { params: { query } }));
      if (!answer.ok) return;
      found.push(...answer.data.items);
      cursor = answer.data.next;
    } while (cursor && found.length < MOST_ORDERS);
    orders_cut.value = cursor !== null;
    read_at.value = serverNow();
    raw.value = found;
  }
  async function read_plan(): Promise<void> {
    const answer = await ask(api.GET('/plan'));
    if (answer.ok) board.value = answer.data;
  }

  async function load(): Promise<void> {
    state.value = 'loading';
    const [map] = await Promise.all([ask(api.GET('/map')), read_orders(), read_plan()]);
    problem.value = map.ok ? null : map.problem;
    state.value = map.ok ? 'ready' : 'failed';
    if (!map.ok) return;
    points.value = pointsOf(map.data);
    tiles.value = map.data.tiles;
    more.value = map.data.more;
  }
  const soon = gather(async () => {
    if (is_shown()) await Promise.all([read_orders(), read_plan()]);
  }, GATHER_MS);
  useLive({ onEvent: (event) => { if (event.work_order_id) soon(); }, onReset: soon });
  void load();
  return { points, tiles, orders, stops, state, problem, more, orders_cut, load };
}
