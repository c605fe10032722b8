import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Schemas } from '../../shared/api/client';

const WAIT_MS = 250;
const FEWEST_DIGITS = 7;

export type HouseholdState = 'idle' | 'loading' | 'ready' | 'failed';

/** Who may be on the line, as soon as a whole number stands there. */
export function useHousehold(phone: () => string): {
  household: ShallowRef<Schemas['Household'] | null>;
  state: Ref<HouseholdState>;
} {
  const household: ShallowRef<Schemas['Household'] | null> = shallowRef(null);
  const state: Ref<HouseholdState> = ref('idle');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = 0;

  async function look(number: string): Promise<void> {
    const mine = ++round;
    state.value = 'loading';
    const answer = await ask(api.POST('/caller-lookups', { body: { phone: number } }));
    if (mine !== round) return;
    state.value = answer.ok ? 'ready' : 'failed';
    household.value = answer.ok ? answer.data : null;
  }

  watch(
    () => phone().trim(),
    (number) => {
      clearTimeout(timer);
      round += 1;
      household.value = null;
      state.value = 'idle';
      if (number.replace(/\D/g, '').length >= FEWEST_DIGITS) timer = setTimeout(() => void look(number), WAIT_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return { household, state };
}
