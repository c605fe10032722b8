import { locale, type Locale, type Params, type Words } from '@shared/i18n';
import { shallowRef, watchEffect } from 'vue';
import { first } from './i18n/first';
import type { zh } from './i18n/zh';

export type Key = keyof typeof zh;

// Each page brings the words that it alone needs: see more.ts.
const chinese: Words = { ...first };
export const addWords = (words: Words): void => void Object.assign(chinese, words);

// The other language is fetched only by those who choose it: every kilobyte counts on a village's network.
const english = shallowRef<Words | null>(null);
watchEffect(() => {
  if (locale.value === 'en' && english.value === null) {
    void import('./i18n/en').then((module) => (english.value = module.en));
  }
});

export const isKey = (key: string): key is Key => key in chinese;

/** The words of a key in the chosen language; in Chinese until the other one has arrived. */
export function t(key: Key, params: Params = {}, language: Locale = locale.value): string {
  const words = (language === 'en' ? english.value?.[key] : undefined) ?? chinese[key] ?? '';
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
