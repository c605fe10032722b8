import type { Schemas } from '@shared/api/client';
import { formatTime } from '@shared/domain/time';
import { locale, type Locale } from '@shared/i18n';
import { t } from './words';

/** Why this order came to this crew, in one line; nothing when nobody can say. */
export function whyUs(decision: Schemas['AssignmentDecision'] | null, language: Locale = locale.value): string {
  if (!decision?.crew_id) return '';
  if (decision.rule === 'manual') {
    return decision.reason
      ? t('why_manual', { by: decision.by, reason: decision.reason }, language)
      : t('why_manual_plain', { by: decision.by }, language);
  }
  const { chosen } = decision;
  if (!chosen) return t('why_rule', {}, language);
  const time = formatTime(chosen.arrival, language);
  const others = decision.alternatives.filter((option) => option.crew_id !== decision.crew_id);
  if (others.length === 0) return t('why_only', { time }, language);
  const soonest = others.every((option) => option.arrival >= chosen.arrival);
  return t(soonest ? 'why_soonest' : 'why_cheapest', { time, count: others.length + 1 }, language);
}
