import type { Schemas } from '../../shared/api/client';
import { duration, isoSeconds } from '../../shared/domain/time';
import { locale, text, type Locale } from '../../shared/i18n';
import { t } from '../i18n';

type Policy = Schemas['Policy'];
type Limit = Schemas['PolicyLimit'];
type Calendar = Schemas['Calendar'];
export type Target = Schemas['SlaTarget'];
export type Unit = NonNullable<Limit['unit']>;

export const TARGETS: Target[] = ['contact', 'accept', 'arrive', 'make_safe', 'resolve'];
export const UNITS: Unit[] = ['minutes', 'hours', 'working_days'];

/** One limit as a person edits it. */
export interface LimitForm {
  on: boolean;
  amount: number;
  unit: Unit;
  calendar: string;
}

/** A policy as a person edits it; `kept` is what the form does not show. */
export interface PolicyForm {
  kept: Policy;
  limits: Record<Target, LimitForm>;
  warnings: string;
  valid_from: string;
}

export function limitForm(limit: Limit | undefined): LimitForm {
  const calendar = limit?.calendar ?? '24x7';
  if (!limit) return { on: false, amount: 1, unit: 'hours', calendar };
  if (limit.unit === 'working_days') return { on: true, amount: limit.amount ?? 1, unit: 'working_days', calendar };
  const minutes = limit.duration ? isoSeconds(limit.duration) / 60 : (limit.amount ?? 0) * (limit.unit === 'hours' ? 60 : 1);
  return minutes >= 60 && minutes % 60 === 0 ? { on: true, amount: minutes / 60, unit: 'hours', calendar } : { on: true, amount: minutes, unit: 'minutes', calendar };
}

export function policyForm(policy: Policy): PolicyForm {
  const limits = Object.fromEntries(TARGETS.map((target) => [target, limitForm(policy.limits[target])])) as Record<Target, LimitForm>;
  return { kept: policy, limits, warnings: (policy.warnings ?? []).map((one) => one.percent).join(' '), valid_from: '' };
}

/** "50 80，95" as shares of the limit; nothing when it is no list of whole numbers. */
export function percentsOf(words: string): number[] | undefined {
  const parts = words.split(/[\s,，、%]+/).filter(Boolean);
  const percents = parts.map(Number);
  return percents.length > 0 && percents.every((one) => Number.isInteger(one)) ? percents : undefined;
}

/** The policy that a form means; `valid_from` is a day of the town, or empty for at once. */
export function policyOf(form: PolicyForm): Policy {
  const limits: Policy['limits'] = {};
  for (const target of TARGETS) {
    const { on, amount, unit, calendar } = form.limits[target];
    if (on) limits[target] = { amount, unit, calendar };
  }
  const warnings = percentsOf(form.warnings)?.map((percent) => ({ percent }));
  return {
    ...form.kept,
    limits,
    warnings: warnings ?? [],
    ...(form.valid_from ? { valid_from: `${form.valid_from}T00:00:00+08:00` } : {}),
  };
}

/** Whether two forms promise the same: then there is nothing to save. */
export function isChanged(form: PolicyForm): boolean {
  const before = policyForm(form.kept);
  return JSON.stringify([form.limits, form.warnings.trim(), form.valid_from]) !== JSON.stringify([before.limits, before.warnings.trim(), before.valid_from]);
}

export function limitWords(limit: Limit, calendars: readonly Calendar[], language: Locale = locale.value): string {
  const form = limitForm(limit);
  if (form.amount === 0) return t('rules.at_once', undefined, language);
  const length = form.unit === 'working_days' ? t('rules.working_days', { count: form.amount }, language) : duration(form.amount * (form.unit === 'hours' ? 3600 : 60), language);
  if (limit.calendar === '24x7') return length;
  const calendar = calendars.find((one) => one.code === limit.calendar);
  return `${length}（${calendar ? text(calendar.name, language) : limit.calendar}）`;
}

/** "11-01 – 03-31", or all year. */
export function seasonWords(season: Schemas['Season'] | undefined, language: Locale = locale.value): string {
  return season ? `${season.from} – ${season.to}` : t('rules.all_year', undefined, language);
}

const clock = (minute: number): string => `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const spanWords = (from: number, to: number, language: Locale): string => `${clock(from)}–${to > 1440 ? t('rules.next_day', undefined, language) : ''}${to === 1440 ? '24:00' : clock(to)}`;

/** The hours of a week in words, days with the same hours together: "周一至周五 09:00–18:00". */
export function weekWords(calendar: Calendar, language: Locale = locale.value): string {
  const spans = calendar.spans ?? [];
  if (spans.length === 0) return t('rules.always', undefined, language);
  const hours = (day: number): string =>
    spans
      .filter((span) => span.weekday === day)
      .map((span) => spanWords(span.from_minute, span.to_minute, language))
      .join(' ');
  const groups: { from: number; to: number; hours: string }[] = [];
  for (let day = 1; day <= 7; ++day) {
    const last = groups.at(-1);
    if (last?.hours === hours(day)) last.to = day;
    else groups.push({ from: day, to: day, hours: hours(day) });
  }
  const day_name = (day: number): string => t(`rules.day_${day}` as 'rules.day_1', undefined, language);
  return groups
    .filter((group) => group.hours)
    .map((group) => `${group.from === group.to ? day_name(group.from) : `${day_name(group.from)}–${day_name(group.to)}`} ${group.hours}`)
    .join('；');
}

/** What a date is: closed, like another weekday, or with hours of its own. */
export function dateWords(date: Schemas['CalendarException'], language: Locale = locale.value): string {
  if (date.like_weekday) return t('rules.like_day', { day: t(`rules.day_${date.like_weekday}` as 'rules.day_1', undefined, language) }, language);
  if (date.spans?.length) return date.spans.map((span) => spanWords(span.from_minute, span.to_minute, language)).join(' ');
  return t('rules.closed', undefined, language);
}

/** The dates from a day on, nearest first. */
export function comingDates(calendar: Calendar, day: string): Schemas['CalendarException'][] {
  return (calendar.exceptions ?? []).filter((one) => one.date >= day).sort((a, b) => a.date.localeCompare(b.date));
}

export interface WhatIfLine {
  target: Target;
  count: Schemas['WhatIfCount'];
}

/** The lines of a row in the order in which promises fall due. */
export function linesOf(row: Schemas['WhatIfRow']): WhatIfLine[] {
  return TARGETS.flatMap((target) => {
    const count = row.targets[target];
    return count ? [{ target, count }] : [];
  });
}

/** "12.5 %", of what was promised; "–" when nothing was. */
export function shareWords(late: number, promised: number): string {
  return promised > 0 ? `${((100 * late) / promised).toFixed(1)} %` : '–';
}

/** Hours and minutes of a chain's step: "15 分钟". */
export function afterWords(after: string, language: Locale = locale.value): string {
  const seconds = isoSeconds(after);
  return seconds === 0 ? t('rules.at_once', undefined, language) : t('rules.after', { time: duration(seconds, language) }, language);
}
/** Whole minutes as the API takes them. */
export const isoMinutes = (minutes: number): string => `PT${minutes}M`;
