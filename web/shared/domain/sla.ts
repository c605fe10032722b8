import type { Schemas } from '../api/client';
import { locale, type Locale } from '../i18n';
import { duration, relative } from './time';

export type Light = 'green' | 'yellow' | 'red';
export interface ClockLight {
  light: Light;
  /** What the colour says, in words. */
  words: string;
  /** The clock stands still or has ended. */
  still: boolean;
}

type Clock = Pick<Schemas['Clock'], 'state' | 'due_at' | 'warn_at' | 'stopped_at'>;

/** How one promise stands at a moment (milliseconds): in time, close, or late. */
export function clockLight(clock: Clock, now_ms: number, language: Locale = locale.value): ClockLight {
  const zh = language === 'zh';
  const due = Date.parse(clock.due_at);
  if (clock.state === 'stopped') {
    const late = clock.stopped_at ? Date.parse(clock.stopped_at) - due : 0;
    if (late > 0) {
      const length = duration(late / 1000, language);
      return { light: 'red', words: zh ? `已完成，迟了 ${length}` : `done, ${length} late`, still: true };
    }
    return { light: 'green', words: zh ? '按时完成' : 'done in time', still: true };
  }
  if (clock.state === 'paused') {
    return { light: 'yellow', words: zh ? '计时暂停' : 'clock paused', still: true };
  }
  const words = relative(clock.due_at, now_ms, language);
  // Nothing is being counted now: whether it is close or late already still shows by the colour.
  if (clock.state === 'outside_calendar' && now_ms < due) {
    const light = now_ms >= Date.parse(clock.warn_at) ? 'yellow' : 'green';
    return { light, words: zh ? '非计时时段，现在不走' : 'outside its hours, not counting', still: true };
  }
  if (now_ms >= due) return { light: 'red', words, still: false };
  if (now_ms >= Date.parse(clock.warn_at)) return { light: 'yellow', words, still: false };
  return { light: 'green', words, still: false };
}

type OrderClocks = Pick<Schemas['WorkOrder'], 'clocks' | 'due_at' | 'paused'>;

/** The promise to keep next: the running or paused clock that is due first. */
export function nextClock(order: OrderClocks): Schemas['Clock'] | undefined {
  return order.clocks
    .filter((clock) => clock.state !== 'stopped')
    .sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at))[0];
}

/** How the order stands: the light of the promise to keep next, nothing when none is left. */
export function orderLight(order: OrderClocks, now_ms: number, language: Locale = locale.value): ClockLight | undefined {
  const clock = nextClock(order);
  return clock && clockLight(clock, now_ms, language);
}
