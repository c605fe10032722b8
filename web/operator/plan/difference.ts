import type { Schemas } from '../../shared/api/client';
import { duration } from '../../shared/domain/time';
import { locale, type Locale } from '../../shared/i18n';
import { t } from './i18n';

type Plan = Pick<Schemas['Publication'], 'before' | 'after' | 'changes'>;
type Change = Schemas['PlanChange'];

export interface Gain {
  words: string;
  good: boolean;
  bad: boolean;
}

const MINUTE = 60;
export const isMoved = (change: Change): boolean => !!change.from_crew_id && !!change.to_crew_id && change.from_crew_id !== change.to_crew_id;
export const isSent = (change: Change): boolean => !change.from_crew_id && !!change.to_crew_id;
const is_shifted = (change: Change): boolean => !!change.to_crew_id && change.from_crew_id === change.to_crew_id;

const sign = (value: number): string => (value > 0 ? '+' : '−');

/** What a plan gains and loses beside the one in force, in words; the weightiest first. */
export function gains(plan: Plan, language: Locale = locale.value): Gain[] {
  const { before, after } = plan;
  const list: Gain[] = [];
  // Fewer missed promises are more orders in time.
  const count = (key: 'gain.danger' | 'gain.other', more: number): void => {
    if (more !== 0) list.push({ words: t(key, { sign: sign(more), count: Math.abs(more) }, language), good: more > 0, bad: more < 0 });
  };
  const length = (key: 'gain.danger_late' | 'gain.other_late' | 'gain.travel' | 'gain.overtime', seconds: number): void => {
    if (Math.abs(seconds) < MINUTE) return;
    const words = t(key, { sign: sign(seconds), length: duration(Math.abs(seconds), language) }, language);
    list.push({ words, good: seconds < 0, bad: seconds > 0 });
  };
  count('gain.danger', before.danger_missed - after.danger_missed);
  if (before.danger_missed === after.danger_missed) length('gain.danger_late', after.danger_late_seconds - before.danger_late_seconds);
  count('gain.other', before.other_missed - after.other_missed);
  if (before.other_missed === after.other_missed) length('gain.other_late', after.other_late_seconds - before.other_late_seconds);
  const waiting = after.without_crew - before.without_crew;
  if (waiting !== 0) {
    const words = t('gain.without_crew', { sign: sign(waiting), count: Math.abs(waiting) }, language);
    list.push({ words, good: waiting < 0, bad: waiting > 0 });
  }
  length('gain.travel', after.travel_seconds - before.travel_seconds);
  length('gain.overtime', after.overtime_seconds - before.overtime_seconds);
  for (const [key, is_one] of [['gain.sent', isSent], ['gain.moved', isMoved], ['gain.shifted', is_shifted]] as const) {
    const found = plan.changes.filter(is_one).length;
    if (found > 0) list.push({ words: t(key, { count: found }, language), good: false, bad: false });
  }
  return list;
}

/** The same in one line. */
export function gainWords(plan: Plan, language: Locale = locale.value): string {
  const list = gains(plan, language);
  return list.length > 0 ? list.map((gain) => gain.words).join(t('gain.comma', {}, language)) : t('gain.none', {}, language);
}

export const doneCount = (plan: Plan): number => plan.changes.filter((change) => !change.left_out).length;

/** Other crews first, then new ones, then mere shifts; each by when it would arrive. */
export function sortedChanges(changes: readonly Change[]): Change[] {
  const rank = (change: Change): number => (isMoved(change) ? 0 : isSent(change) ? 1 : change.to_crew_id ? 3 : 2);
  return [...changes].sort((a, b) => rank(a) - rank(b) || (a.to_arrival ?? '~').localeCompare(b.to_arrival ?? '~'));
}
