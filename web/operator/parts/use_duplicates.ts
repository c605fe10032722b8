import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Schemas } from '../../shared/api/client';

export interface Likeness {
  report?: string;
  facility?: string;
  village?: string;
  class?: string;
  fault_kind?: string;
  phone?: string;
  latitude?: number;
  longitude?: number;
}

const WAIT_MS = 350;
const SHORTEST_PHONE = 7;

/** Whether there is enough to look for the same thing: an anchor, not merely a class. */
export function worthAsking(likeness: Likeness): boolean {
  return !!(likeness.report ?? likeness.facility ?? likeness.village ?? likeness.phone ?? likeness.latitude);
}

/** Looks for orders about the same thing while the call is being written down. */
export function useDuplicates(likeness: () => Likeness): {
  candidates: ShallowRef<Schemas['DuplicateCandidate'][]>;
  state: Ref<'idle' | 'loading' | 'ready' | 'failed'>;
} {
  const candidates: ShallowRef<Schemas['DuplicateCandidate'][]> = shallowRef([]);
  const state: Ref<'idle' | 'loading' | 'ready' | 'failed'> = ref('idle');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = 0;

  async function look(asked: Likeness): Promise<void> {
    const mine = ++round;
    state.value = 'loading';
    const answer = await ask(api.GET('/duplicates', { params: { query: asked } }));
    if (mine !== round) return;
    state.value = answer.ok ? 'ready' : 'failed';
    if (answer.ok) candidates.value = answer.data.items;
  }

  watch(
    () => JSON.stringify(likeness()),
    (words) => {
      clearTimeout(timer);
      const asked = JSON.parse(words) as Likeness;
      if (asked.phone && asked.phone.replace(/\D/g, '').length < SHORTEST_PHONE) delete asked.phone;
      if (!worthAsking(asked)) {
        round += 1;
        candidates.value = [];
        state.value = 'idle';
        return;
      }
      timer = setTimeout(() => void look(asked), WAIT_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return { candidates, state };
}
