import { beforeEach, expect, it } from 'vitest';
import { keepSaid, saidHere, voice } from './voice';
import { words } from './village_words';
import { words as updates } from './parts/updates_words';

beforeEach(() => localStorage.clear());

it('a phone keeps one voice', () => {
  expect(voice()).toMatch(/^[0-9a-f]{32}$/);
  expect(voice()).toBe(voice());
});

it('what was said is kept, the last word of each order, and not without end', () => {
  keepSaid('A', true);
  keepSaid('A', false);
  expect(saidHere()).toEqual({ A: false });
  for (let number = 0; number < 120; number += 1) keepSaid(`N${number}`, true);
  expect(Object.keys(saidHere())).toHaveLength(100);
  expect(saidHere()).not.toHaveProperty('A');
});

it.each([words, updates])('has every word in both languages, with the same values in it', ({ zh, en }) => {
  const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [key, text] of Object.entries(zh)) expect(holes((en as Record<string, string>)[key]!), key).toEqual(holes(text));
});
