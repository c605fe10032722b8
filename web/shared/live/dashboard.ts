import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { useLive } from './bus';
import { gather } from './gather';

const SHORTEST_GAP_MS = 2_000;
const LONGEST_AGE_MS = 60_000;

/** The counts of the whole town, kept fresh by the live events but asked for at most every two seconds. */
export function useDashboard(): {
  dashboard: ShallowRef<Schemas['Dashboard'] | null>;
  problem: ShallowRef<Problem | null>;
  loading: Ref<boolean>;
  reload: () => Promise<void>;
} {
  const dashboard: ShallowRef<Schemas['Dashboard'] | null> = shallowRef(null);
  const problem: ShallowRef<Problem | null> = shallowRef(null);
  const loading = ref(false);

  async function reload(): Promise<void> {
    loading.value = true;
    const answer = await ask(api.GET('/dashboard'));
    loading.value = false;
    if (answer.ok) {
      dashboard.value = answer.data;
      problem.value = null;
    } else {
      problem.value = answer.problem;
    }
  }
  const soon = gather(reload, SHORTEST_GAP_MS);
  useLive({ onEvent: soon, onReset: soon });
  // What is late changes by the mere passing of time.
  const interval = setInterval(soon, LONGEST_AGE_MS);
  onScopeDispose(() => clearInterval(interval));
  void reload();
  return { dashboard, problem, loading, reload };
}
