import type { Schemas } from '../api/client';
import { nameOf } from '../domain/labels';
import { duration, formatTime } from '../domain/time';
import { locale, type Locale } from '../i18n';
import { t } from './i18n';

type Decision = Schemas['AssignmentDecision'];
type Option = Schemas['DecisionOption'];
type CrewName = (id: string) => string;

/** Below this a plan is as dear as another. */
const AS_DEAR_SECONDS = 60;

/** Who was sent and by whom, in one sentence. */
export function headline(decision: Decision | null, crewName: CrewName, language: Locale = locale.value): string {
  if (!decision) return t('decision.none', {}, language);
  if (!decision.crew_id) {
    return decision.postponed_to
      ? t('decision.postponed', { time: formatTime(decision.postponed_to, language) }, language)
      : t('decision.nobody', {}, language);
  }
  const crew = crewName(decision.crew_id);
  if (decision.rule === 'manual') return t('decision.manual', { by: decision.by, crew }, language);
  return t(decision.rule === 'planned' ? 'decision.planned' : 'decision.automatic', { crew }, language);
}

/** Whether the promises hold with this option. */
export function promiseWords(option: Option, language: Locale = locale.value): string {
  if (option.missed === 0) return t('decision.in_time', {}, language);
  return t('decision.missed', { count: option.missed, length: duration(option.late_seconds, language) }, language);
}

/** What the choice costs, the heaviest first; each part in the unit of the objective, time at the wheel. */
export function costWords(option: Option, language: Locale = locale.value): string[] {
  const parts = (['danger', 'late', 'effort', 'stability'] as const).filter((part) => option.cost[part] >= AS_DEAR_SECONDS);
  if (parts.length === 0) return [t('decision.cost_none', {}, language)];
  return parts.map((part) => t(`decision.cost_${part}`, { length: duration(option.cost[part], language) }, language));
}

export function delayWords(option: Option, language: Locale = locale.value): string {
  if (option.delays.length === 0) return t('decision.delays_none', {}, language);
  const orders = option.delays.map((delay) =>
    t(
      delay.missed > 0 ? 'decision.delay_missed' : 'decision.delay',
      { number: delay.number ?? `#${delay.work_order_id}`, length: duration(delay.later_seconds, language) },
      language,
    ),
  );
  return t('decision.delays', { count: orders.length, orders: orders.join(t('decision.comma', {}, language)) }, language);
}

/** How much dearer than the chosen one. */
export function dearerWords(option: Option, chosen: Option | null, language: Locale = locale.value): string {
  const more = chosen ? option.cost.total - chosen.cost.total : 0;
  if (!chosen) return '';
  return more < AS_DEAR_SECONDS
    ? t('decision.as_dear', {}, language)
    : t('decision.dearer', { length: duration(more, language) }, language);
}

/** An alternative in one line: when it would arrive, what it would delay, how much dearer it is. */
export function optionWords(option: Option, chosen: Option | null, language: Locale = locale.value): string {
  const words = [
    t('decision.would_arrive', { time: formatTime(option.arrival, language) }, language),
    option.missed > 0 ? promiseWords(option, language) : '',
    delayWords(option, language),
    dearerWords(option, chosen, language),
  ];
  return words.filter(Boolean).join(t('decision.semicolon', {}, language));
}

export function relaxationWords(
  relaxation: Schemas['DecisionRelaxation'],
  crewName: CrewName,
  language: Locale = locale.value,
): string {
  const params = {
    crew: relaxation.crew_id ? crewName(relaxation.crew_id) : '',
    length: duration(relaxation.amount_seconds, language),
    time: formatTime(relaxation.arrival, language),
    rule: nameOf('excluded_by', relaxation.rule, language),
  };
  if (!relaxation.rule) return t('decision.relax_promise', params, language);
  const key = relaxation.rule === 'shift' ? 'decision.relax_shift' : 'decision.relax_rule';
  return t(key, params, language) + (relaxation.in_time ? t('decision.relax_in_time', {}, language) : '');
}

export function moveWords(move: Schemas['DecisionMove'], crewName: CrewName, language: Locale = locale.value): string {
  const number = move.number ?? `#${move.work_order_id}`;
  const at = (time: string | null): string => (time ? ` ${formatTime(time, language)}` : '');
  const from = (move.from_crew_id ? crewName(move.from_crew_id) : '–') + at(move.from_arrival);
  if (!move.to_crew_id) return t('decision.move_later', { number, from }, language);
  if (move.to_crew_id === move.from_crew_id) {
    return t('decision.move_kept', { number, crew: crewName(move.to_crew_id), time: at(move.to_arrival).trim() }, language);
  }
  return t('decision.move', { number, from, to: crewName(move.to_crew_id) + at(move.to_arrival) }, language);
}

/** Rules in words, those of `excluded_by` and the pin's own. */
export function ruleWords(rules: readonly string[], language: Locale = locale.value): string {
  return rules
    .map((rule) => {
      const own = nameOf('violation', rule, language);
      return own === rule ? nameOf('excluded_by', rule, language) : own;
    })
    .join(t('decision.comma', {}, language));
}
