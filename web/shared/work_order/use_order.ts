import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';

export interface OrderReading {
  order: ShallowRef<Schemas['WorkOrderDetail'] | null>;
  events: ShallowRef<Schemas['Event'][]>;
  /** The version last seen, to be given back as If-Match. */
  etag: Ref<string | undefined>;
  loading: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  reload: () => Promise<void>;
}

/** One work order with what happened to it, read anew when `id` changes or `reload` is called. */
export function useOrder(id: () => string | null): OrderReading {
  const order: OrderReading['order'] = shallowRef(null);
  const events: OrderReading['events'] = shallowRef([]);
  const etag = ref<string>();
  const loading = ref(false);
  const problem: OrderReading['problem'] = shallowRef(null);

  async function reload(): Promise<void> {
    const asked = id();
    if (!asked) return;
    loading.value = true;
    const params = { params: { path: { id: asked } } };
    const [detail, happened] = await Promise.all([
      ask(api.GET('/work-orders/{id}', params)),
      ask(api.GET('/work-orders/{id}/events', params)),
    ]);
    if (id() !== asked) return;
    loading.value = false;
    if (detail.ok) {
      order.value = detail.data;
      etag.value = detail.etag ?? `"${detail.data.version}"`;
      problem.value = null;
    } else {
      problem.value = detail.problem;
    }
    if (happened.ok) events.value = happened.data.items;
  }

  watch(
    id,
    () => {
      order.value = null;
      events.value = [];
      etag.value = undefined;
      problem.value = null;
      void reload();
    },
    { immediate: true },
  );
  return { order, events, etag, loading, problem, reload };
}
