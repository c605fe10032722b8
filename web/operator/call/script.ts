import type { Schemas } from '../../shared/api/client';
import { formatTime } from '../../shared/domain/time';
import { locale, text, type Locale } from '../../shared/i18n';
import { t } from '../i18n';

/** What to read out to the caller, from the order's own clocks. */
export function callScript(
  result: { report: Schemas['Report']; order: Schemas['WorkOrder'] | null },
  crew: Schemas['Crew'] | undefined,
  now_ms: number,
  language: Locale = locale.value,
): string {
  const { report, order } = result;
  if (report.state === 'referred') {
    return t('result.script_refer', { service: report.hand_over?.service ?? '' }, language);
  }
  if (report.state === 'rejected') return t('result.script_explained', {}, language);
  if (!order) return '';
  const merged = report.state === 'merged';
  let words = t(merged ? 'result.script_merged' : 'result.script_order', { number: order.number }, language);
  if (crew) words += t('result.script_crew', { crew: text(crew.name, language) }, language);
  for (const clock of order.clocks) {
    if (clock.state !== 'running' || Date.parse(clock.due_at) <= now_ms) continue;
    words += t(`result.script_${clock.target}`, { time: formatTime(clock.due_at, language, now_ms) }, language);
  }
  return words + t('result.script_follow', {}, language);
}
