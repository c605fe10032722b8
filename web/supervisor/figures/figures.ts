import type { Schemas } from '../../shared/api/client';
import { className, crewName, villageName } from '../../shared/domain/register';
import { text, type Locale } from '../../shared/i18n';
import { townDayStart } from '../../shared/domain/time';
import { t } from '../i18n';
import { NOBODY } from '../list/lists';

const DAY_MS = 86_400_000;
const TOWN = '+08:00';

export const BY = ['all', 'class', 'village', 'crew', 'contractor', 'day', 'week', 'month'] as const;
export type By = (typeof BY)[number];
export const PRESETS = ['week', 'month', 'last_month', 'days_30', 'year'] as const;
export type Preset = (typeof PRESETS)[number];
export const PARTS = ['numerator', 'rest', 'denominator', 'excluded'] as const;
export type Part = (typeof PARTS)[number];

/** Parts of what a crew had to do, beside all of it. */
export const LOADS = ['resolved', 'late', 'at_night', 'at_weekend'] as const;
export type Load = (typeof LOADS)[number];

/** Days of the town, both inside: 2026-11-01 to 2026-11-30. */
export interface Days {
  from: string;
  to: string;
}

/** What an address asks for. */
export interface Asked extends Days {
  by: By;
  village?: string;
  class?: string;
  crew?: string;
  contractor?: string;
  facility?: string;
  circuit?: string;
  weekday?: string;
  hour?: string;
}
/** What narrows the orders, beside the days. */
export const NARROW = ['village', 'class', 'crew', 'contractor', 'facility', 'circuit', 'weekday', 'hour'] as const;

const day_of = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
const is_day = (word: unknown): word is string => typeof word === 'string' && /^\d{4}-\d\d-\d\d$/.test(word) && !Number.isNaN(Date.parse(word));
export const plusDays = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export function daysOf(preset: Preset, now_ms: number): Days {
  const today = day_of(townDayStart(now_ms));
  const first = `${today.slice(0, 8)}01`;
  switch (preset) {
    case 'week':
      return { from: plusDays(today, -((new Date(today).getUTCDay() + 6) % 7)), to: today };
    case 'month':
      return { from: first, to: today };
    case 'last_month': {
      const last = plusDays(first, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
    case 'days_30':
      return { from: plusDays(today, -29), to: today };
    case 'year':
      return { from: plusDays(today, -364), to: today };
  }
}

/** Reads an address; what is missing or wrong is this month, all together. */
export function askedOf(query: Record<string, unknown>, now_ms: number): Asked {
  const usual = daysOf('month', now_ms);
  const whole = is_day(query.from) && is_day(query.to) && query.from <= query.to;
  const asked: Asked = {
    from: whole ? (query.from as string) : usual.from,
    to: whole ? (query.to as string) : usual.to,
    by: BY.find((by) => by === query.by) ?? 'all',
  };
  for (const key of NARROW) {
    const value = query[key];
    if (typeof value === 'string' && value) asked[key] = value;
  }
  return asked;
}

/** The filters as the server takes them. */
export function narrowOf(asked: Asked): { village?: string; class?: string; crew?: string; contractor?: string; weekday?: number; hour?: number } {
  const { village, class: facility_class, crew, contractor } = asked;
  const number = (word: string | undefined): number | undefined => (word === undefined ? undefined : Number(word));
  return { village, class: facility_class, crew, contractor, weekday: number(asked.weekday), hour: number(asked.hour) };
}

/** From days to moments: midnight in the town, the last day inside. */
export function momentsOf(days: Days): { from: string; to: string } {
  return { from: `${days.from}T00:00:00${TOWN}`, to: `${plusDays(days.to, 1)}T00:00:00${TOWN}` };
}

/** The days of a row by day, week or month, as far as they are asked for. */
export function daysOfRow(by: By, key: string, asked: Days): Days {
  const month_end = (day: string): string => plusDays(`${plusDays(`${day.slice(0, 8)}01`, 31).slice(0, 8)}01`, -1);
  const last = by === 'day' ? key : by === 'week' ? plusDays(key, 6) : month_end(key);
  return { from: key > asked.from ? key : asked.from, to: last < asked.to ? last : asked.to };
}

/** The address of the orders behind a number of a row. */
export function linkTo(code: string, part: Part, asked: Asked, key: string | null | undefined): { name: string; params: { code: string }; query: Record<string, string> } {
  const query: Record<string, string> = { part };
  for (const where of NARROW) if (asked[where]) query[where] = asked[where];
  let days: Days = asked;
  if (key !== undefined && asked.by !== 'all') {
    if (asked.by === 'village' || asked.by === 'class' || asked.by === 'crew' || asked.by === 'contractor') query[asked.by] = key || NOBODY;
    else days = daysOfRow(asked.by, key ?? asked.from, asked);
  }
  return { name: 'figure', params: { code }, query: { ...query, from: days.from, to: days.to } };
}

export function rowName(by: By, key: string | null): string {
  if (by === 'village') return key ? villageName(key) : t('board.no_village');
  if (by === 'crew') return key ? crewName(key) : t('board.no_crew');
  if (by === 'contractor') return key || t('figures.own_crews');
  if (by === 'class') return key ? className(key) : t('common.unknown');
  if (by === 'week') return t('figures.week_of', { day: key ?? '' });
  if (by === 'month') return (key ?? '').slice(0, 7);
  return key ?? '';
}

export function percentWords(percent: number | null): string {
  return percent === null ? '–' : `${percent.toFixed(1)} %`;
}

const quoted = (words: string): string => {
  // A cell that begins like a formula is not run by a spreadsheet.
  const safe = /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** All of the answer as CSV, one line for each row and figure, the formula beside each. */
export function csvOf(figures: Schemas['Figures'], by: By, language: Locale): string {
  const columns = ['from', 'to', 'row', 'figure', 'percent', 'numerator', 'denominator', 'excluded', 'paused', 'simulated', 'formula'] as const;
  const lines = [columns.map((column) => quoted(t(`figures.csv_${column}`, undefined, language)))];
  const add = (row: Schemas['FiguresRow'], name: string): void => {
    for (const definition of figures.definitions) {
      const value = row.values[definition.code];
      if (!value) continue;
      lines.push(
        [
          figures.from,
          figures.to,
          name,
          text(definition.name, language),
          value.percent?.toString() ?? '',
          // Of the paused share it is time that is divided, not orders.
          String(definition.code === 'paused_share' ? value.paused_seconds : value.numerator),
          String(definition.code === 'paused_share' ? value.lasted_seconds : value.denominator),
          String(value.excluded),
          value.paused_percent?.toString() ?? '',
          String(row.simulated),
          `${text(definition.numerator, language)} ÷ ${text(definition.denominator, language)}`,
        ].map(quoted),
      );
    }
  };
  add(figures.total, t('figures.total', undefined, language));
  for (const row of figures.rows) add(row, rowName(by, row.key));
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
