import { ref, type Ref } from 'vue';
import { en } from './en';
import { zh } from './zh';

export type Locale = 'zh' | 'en';
export interface LocalizedText {
  zh: string;
  en: string;
}
export type Words = Record<string, string>;
export type Params = Record<string, string | number>;

const STORED = 'lamplighter.locale';

function stored_locale(): Locale {
  try {
    return localStorage.getItem(STORED) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

function mark_document(value: Locale): void {
  if (typeof document !== 'undefined') document.documentElement.lang = value === 'zh' ? 'zh-CN' : 'en';
}

export const locale: Ref<Locale> = ref(stored_locale());
mark_document(locale.value);

export function setLocale(value: Locale): void {
  locale.value = value;
  mark_document(value);
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // A browser that keeps nothing still shows the chosen language until the page is left.
  }
}

/** The chosen language, Chinese unless somebody chose otherwise. */
export function useLocale(): { locale: Ref<Locale>; setLocale: (value: Locale) => void } {
  return { locale, setLocale };
}

/** The words of a {zh, en} pair in the chosen language. */
export function text(localized: LocalizedText | null | undefined, language: Locale = locale.value): string {
  if (!localized) return '';
  return localized[language] || localized.zh || localized.en;
}

function fill(pattern: string, params?: Params): string {
  return params ? pattern.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)) : pattern;
}

export type SharedKey = keyof typeof zh;

/** An app's `t`: its own words first, then the shared ones. `language` overrides the chosen one. */
export function makeT<Own extends Words>(
  own_zh: Own,
  own_en: Record<keyof Own, string>,
): (key: (keyof Own & string) | SharedKey, params?: Params, language?: Locale) => string {
  const words: Record<Locale, Words> = { zh: { ...zh, ...own_zh }, en: { ...en, ...own_en } };
  return (key, params, language = locale.value) => fill(words[language][key] ?? key, params);
}

/** The shared words only; an app makes its own with `makeT(zh, en)`. */
export const t = makeT({}, {});
