import { onScopeDispose, readonly, ref, type Ref } from 'vue';
import { serverNow } from '../domain/time';

const now = ref(serverNow());
let listeners = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The server's time in milliseconds, anew each second while anybody looks; one timer for the whole page. */
export function useNow(): Readonly<Ref<number>> {
  // Each time it changes, all who look are asked anew: not for every one more that looks.
  if (Math.abs(serverNow() - now.value) >= 1000) now.value = serverNow();
  listeners += 1;
  timer ??= setInterval(() => {
    now.value = serverNow();
  }, 1000);
  onScopeDispose(() => {
    listeners -= 1;
    if (listeners > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  return readonly(now);
}
