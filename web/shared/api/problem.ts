import { nameOf } from '../domain/labels';
import { formatTime } from '../domain/time';
import { locale, t, text, type Locale, type SharedKey } from '../i18n';
import { zh } from '../i18n/zh';
import type { Problem } from './client';

const BY_STATUS: Record<number, string> = {
  0: 'offline',
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'stale',
  413: 'too_large',
  422: 'invalid',
  429: 'too_many',
  503: 'unavailable',
};

const known = (key: string): key is SharedKey => key in zh;

function field_words(field: string, code: string, language: Locale): string {
  const name_key = `field.${field}`;
  const code_key = `problem.field.${code}`;
  const name = known(name_key) ? t(name_key, {}, language) : field;
  // One password alone: it is not the account's.
  if (field === 'password' && code === 'mismatch') return t('problem.field.password_mismatch', {}, language);
  const why = t(known(code_key) ? code_key : 'problem.field.wrong', {}, language);
  return language === 'zh' ? `${name}${why}` : `${name} ${why}`;
}

/** Why something was not done, as one plain sentence that says what to do. */
export function problemText(problem: Problem, language: Locale = locale.value): string {
  const errors = problem.errors ?? [];
  if (errors.length > 0) {
    const fields = errors.map((error) => field_words(error.field, error.code, language));
    return t('problem.invalid_fields', { fields: fields.join(language === 'zh' ? '；' : '; ') }, language);
  }
  const { meanwhile } = problem;
  if (meanwhile && (problem.code === 'reassigned' || problem.code === 'cancelled')) {
    const at = formatTime(meanwhile.at, language);
    const crew = text(meanwhile.crew, language) || t('problem.other_crew', {}, language);
    const reason = meanwhile.reason || t('problem.no_reason', {}, language);
    return t(`problem.${problem.code}`, { at, crew, reason }, language);
  }
  const code = problem.code && known(`problem.${problem.code}`) ? problem.code : BY_STATUS[problem.status];
  if (code === 'conflict' && problem.allowed && problem.allowed.length > 0) {
    const allowed = problem.allowed.map((action) => nameOf('action', action, language));
    return t('problem.conflict_allowed', { allowed: allowed.join(language === 'zh' ? '、' : ', ') }, language);
  }
  const key = `problem.${code ?? 'internal'}`;
  return t(known(key) ? key : 'problem.internal', {}, language);
}
