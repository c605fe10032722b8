import { locale, type Params, type Words } from '@shared/i18n';

/** The words of a part of the page that is fetched only when it is needed, in both languages. */
export function wordsOf<Own extends Words>(own_zh: Own, own_en: Record<keyof Own, string>): (key: keyof Own & string, params?: Params) => string {
  return (key, params = {}) =>
    (locale.value === 'en' ? own_en : own_zh)[key]!.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
