import { expect, it } from 'vitest';
import { en } from './en';
import { zh } from './zh';

it('has every word in both languages, with the same places to fill', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
    expect(zh[key].trim(), key).not.toBe('');
    expect(en[key].trim(), key).not.toBe('');
    expect(places(en[key]), key).toEqual(places(zh[key]));
    expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
  }
});
