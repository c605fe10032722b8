import { describe, expect, it } from 'vitest';
import { makeT, setLocale, t, text } from '.';
import { en } from './en';
import { zh } from './zh';

describe('shared words', () => {
  it('are the same in both languages and never empty', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    expect(Object.entries({ ...zh }).filter(([, words]) => !words.trim())).toEqual([]);
    expect(Object.entries(en).filter(([, words]) => !words.trim())).toEqual([]);
  });

  it('keep the same places to fill', () => {
    const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) expect(places(en[key]), key).toEqual(places(zh[key]));
  });

  it('follow the chosen language, and a page puts its own in front', () => {
    const own = makeT({ 'common.close': '收起', hello: '你好 {name}' }, { 'common.close': 'Fold', hello: 'Hello {name}' });
    setLocale('zh');
    expect(t('common.close')).toBe('关闭');
    expect(own('common.close')).toBe('收起');
    expect(own('hello', { name: '王' })).toBe('你好 王');
    setLocale('en');
    expect(own('hello', { name: 'Wang' })).toBe('Hello Wang');
    expect(document.documentElement.lang).toBe('en');
    expect(text({ zh: '公厕', en: 'Public toilet' })).toBe('Public toilet');
    expect(text({ zh: '公厕', en: '' })).toBe('公厕');
    setLocale('zh');
  });
});
