import type { Schemas } from '../../shared/api/client';
import { formatTime } from '../../shared/domain/time';
import { t as privacyWords } from '../../shared/privacy/i18n';

export type Row = Schemas['AuditRow'];
export type Change = Row['changes'][number];

export const KINDS: readonly Schemas['AuditKind'][] = [
  'write', 'sign_in', 'sign_in_failed', 'sign_out', 'refusal', 'refusals_summed', 'unmasking', 'export', 'setting', 'command', 'program',
];
export const OBJECTS = ['report', 'work_order', 'request', 'facility', 'account', 'policy', 'calendar', 'crew', 'publication'] as const;

/** What one looks for; empty means all. Days are the town's. */
export interface Asked {
  name: string;
  act: string;
  kind: string;
  object_kind: string;
  object_id: string;
  result: string;
  from: string;
  to: string;
}
export const NOTHING_ASKED: Asked = { name: '', act: '', kind: '', object_kind: '', object_id: '', result: '', from: '', to: '' };

export const TOWN_OFFSET = '+08:00';
const DAY_MS = 86_400_000;

/** The question in the API's words; `to` is a day that is included. */
export function questionOf(asked: Asked): Record<string, string> {
  const question: Record<string, string> = {};
  for (const key of ['name', 'act', 'kind', 'object_kind', 'object_id', 'result'] as const) {
    const value = asked[key].trim();
    if (value) question[key] = value;
  }
  if (asked.from) question.from = new Date(`${asked.from}T00:00:00${TOWN_OFFSET}`).toISOString();
  if (asked.to) question.to = new Date(Date.parse(`${asked.to}T00:00:00${TOWN_OFFSET}`) + DAY_MS).toISOString();
  return question;
}

/** What an address of the page asks for. */
export function askedOf(query: Record<string, unknown>): Asked {
  const asked = { ...NOTHING_ASKED };
  for (const key of Object.keys(asked) as (keyof Asked)[]) {
    const value = query[key];
    if (typeof value === 'string') asked[key] = value.slice(0, 100);
  }
  return asked;
}

/** A word of the program as people read it; what it means stands in the glossary. */
export function plain(code: string): string {
  return /^[a-z0-9_]+$/.test(code) ? code.replaceAll('_', ' ') : code;
}

/** A stored value as people read it: seconds since 1970 in a time's column become a time. */
export function valueOf(column: string | null, value: string): string {
  if (column && /(_at|^at)$/.test(column) && /^\d{9,11}$/.test(value)) return formatTime(new Date(Number(value) * 1000).toISOString());
  return plain(value);
}

const REASONS: readonly string[] = ['contact_reporter', 'call_back', 'find_place', 'compare_reports', 'complaint', 'other'];

/** Why somebody looked: the coded reason in the reader's language, then their own words. */
export function reasonOf(row: Row): string {
  const [code = '', ...words] = row.reason.split(': ');
  if (row.kind !== 'unmasking' || !REASONS.includes(code)) return row.reason;
  const named = privacyWords(`reason.${code}` as 'reason.other');
  return words.length ? `${named}：${words.join(': ')}` : named;
}

export function isRefused(row: Row): boolean {
  return row.status >= 400;
}
