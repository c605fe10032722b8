import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Answer, Problem } from '../../shared/api/client';
import { useLive } from '../../shared/live/bus';
import { gather } from '../../shared/live/gather';

const GAP_MS = 10_000;
const EVERY_MS = 60_000;

/**
 * An answer that is asked for again when `key` changes, when something happened in the town (at most every ten
 * seconds) and every minute. A late answer to an old question is thrown away.
 */
export function useAnswer<T>(key: () => string | null, question: () => Promise<Answer<T>>): { data: ShallowRef<T | null>; problem: ShallowRef<Problem | null>; loading: Ref<boolean>; read: () => Promise<void> } {
  const data: ShallowRef<T | null> = shallowRef(null);
  const problem: ShallowRef<Problem | null> = shallowRef(null);
  const loading = ref(false);
  let round = 0;

  async function read(): Promise<void> {
    if (key() === null) return;
    const mine = ++round;
    loading.value = true;
    const answer = await question();
    if (mine !== round) return;
    loading.value = false;
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) data.value = answer.data;
  }
  const soon = gather(read, GAP_MS);
  watch(key, () => void read(), { immediate: true });
  useLive({ onEvent: soon, onReset: soon });
  const every = setInterval(soon, EVERY_MS);
  onScopeDispose(() => {
    round += 1;
    clearInterval(every);
  });
  return { data, problem, loading, read };
}
