import { onScopeDispose, type Ref } from 'vue';
import { LiveEvents, type LiveEvent, type LiveState } from './events';

interface Listener {
  onEvent?: (event: LiveEvent) => void;
  onReset?: () => void;
}

const listeners = new Set<Listener>();
const live = new LiveEvents({
  onEvent: (event) => listeners.forEach((listener) => listener.onEvent?.(event)),
  onReset: () => listeners.forEach((listener) => listener.onReset?.()),
});

export const liveState: Ref<LiveState> = live.state;
export const startLive = (): void => live.start();
export const stopLive = (): void => live.stop();

/** Hears the page's one stream of events for as long as the component lives. */
export function useLive(listener: Listener): void {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener));
}
