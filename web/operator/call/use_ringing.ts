import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { api, ask, type Answer, type Schemas } from '../../shared/api/client';
import { liveState, useLive } from '../../shared/live/bus';

const LOOK_AGAIN_MS = 10_000;
const MOST = 10;
const HOUR_MS = 3_600_000;

/** The calls that ring and that nobody has taken; fresh with every live event. */
export function useRinging(allowed: () => boolean): {
  calls: ShallowRef<Schemas['Call'][]>;
  failed: Ref<string>;
  take: (call: Schemas['Call']) => Promise<Answer<Schemas['Call']>>;
} {
  const calls: ShallowRef<Schemas['Call'][]> = shallowRef([]);
  const failed = ref('');
  let round = 0;

  async function look(): Promise<void> {
    if (!allowed()) return;
    const mine = ++round;
    // What rang long ago and was never told to be over has ended all the same.
    const since = new Date(Date.now() - HOUR_MS).toISOString();
    const answer = await ask(api.GET('/calls', { params: { query: { waiting: true, since, limit: MOST } } }));
    if (mine !== round || !answer.ok) return;
    calls.value = answer.data.items.slice().reverse();
  }

  async function take(call: Schemas['Call']): Promise<Answer<Schemas['Call']>> {
    failed.value = '';
    const answer = await ask(api.PUT('/calls/{id}/taking', { params: { path: { id: call.id } } }));
    calls.value = calls.value.filter((one) => one.id !== call.id);
    if (!answer.ok) failed.value = answer.problem.detail ?? '';
    void look();
    return answer;
  }

  useLive({
    onEvent: (event) => {
      if (event.kind === 'call_received' || event.kind === 'call_taken') void look();
    },
    onReset: () => void look(),
  });
  // What rang before the connection stood was told to nobody here.
  watch(liveState, (now) => {
    if (now === 'connected') void look();
  });
  // Nobody tells that a caller gave up.
  const timer = setInterval(() => {
    if (calls.value.length > 0) void look();
  }, LOOK_AGAIN_MS);
  onScopeDispose(() => clearInterval(timer));
  watch(allowed, () => void look(), { immediate: true });
  return { calls, failed, take };
}
