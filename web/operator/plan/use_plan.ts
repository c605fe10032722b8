import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../../shared/api/client';
import { useLive } from '../../shared/live/bus';
import { gather } from '../../shared/live/gather';

const GATHER_MS = 700;
const LONGEST_AGE_MS = 60_000;

/** The plan board, read anew when something happens to an order, a crew or the plan. */
export function usePlan(is_shown: () => boolean): {
  board: ShallowRef<Schemas['PlanBoard'] | null>;
  loading: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  reload: () => Promise<void>;
} {
  const board: ShallowRef<Schemas['PlanBoard'] | null> = shallowRef(null);
  const loading = ref(false);
  const problem: ShallowRef<Problem | null> = shallowRef(null);
  let round = 0;

  async function reload(): Promise<void> {
    const mine = ++round;
    loading.value = true;
    const answer = await ask(api.GET('/plan'));
    if (mine !== round) return;
    loading.value = false;
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) board.value = answer.data;
  }
  const soon = gather(async () => {
    if (is_shown()) await reload();
  }, GATHER_MS);
  useLive({
    onEvent: (event) => {
      if (event.kind !== 'reporter_informed' && event.kind !== 'report_received') soon();
    },
    onReset: soon,
  });
  const interval = setInterval(soon, LONGEST_AGE_MS);
  onScopeDispose(() => clearInterval(interval));
  return { board, loading, problem, reload };
}
