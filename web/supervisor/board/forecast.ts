import type { Schemas } from '../../shared/api/client';

/** Below this nobody need look. */
const LEAST = 0.2;

/** What a supervisor can still do something about: not late yet, and not unlikely to be. Danger first among equals. */
export function worthTelling(items: readonly Schemas['OrderForecast'][]): Schemas['OrderForecast'][] {
  const weight = (one: Schemas['OrderForecast']): number => one.late + (one.severity === 'danger' ? 0.5 : 0);
  return items
    .filter((one) => one.late >= LEAST && one.cause !== 'late_now')
    .sort((a, b) => weight(b) - weight(a));
}

/** 0.27 → 27 %; never 0 % or 100 % of what is only a forecast. */
export function percent(chance: number): string {
  return `${Math.min(99, Math.max(1, Math.round(chance * 100)))} %`;
}
