import type { Problem } from './api';
import { isKey, t, type Key } from './words';

const BY_STATUS: Record<number, Key> = { 404: 'refused_unknown', 409: 'refused_conflict', 413: 'refused_too_large' };

/** Why a report or verdict was not taken, in words that say what to change. */
export function refusalText(problem: Pick<Problem, 'status' | 'errors'>): string {
  const errors = problem.errors ?? [];
  if (errors.length === 0) return t(BY_STATUS[problem.status] ?? 'refused_other');
  return errors
    .map(({ field, code }) => {
      const last = field.split(/[./]/).at(-1) ?? field;
      const name = isKey(`field_${last}`) ? t(`field_${last}` as Key) : last;
      return t('refused_field', { field: name, why: t(code === 'too_long' ? 'refused_too_long' : 'refused_wrong') });
    })
    .join(' ');
}
