import { expect, it } from 'vitest';
import { setLocale } from '../../shared/i18n';
import { askedOf, KINDS, NOTHING_ASKED, questionOf, reasonOf, valueOf, type Row } from './audit';
import { en, zh } from './i18n';

it('has every word in both languages, with the same places to fill', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
    expect(places(en[key]), key).toEqual(places(zh[key]));
    expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
  }
  for (const kind of KINDS) expect(zh[`kind.${kind}`]).toBeTruthy();
});

it('asks for whole days of the town, the last one included', () => {
  expect(questionOf({ ...NOTHING_ASKED, from: '2026-11-26', to: '2026-11-26' })).toEqual({
    from: '2026-11-25T16:00:00.000Z',
    to: '2026-11-26T16:00:00.000Z',
  });
  expect(questionOf(NOTHING_ASKED)).toEqual({});
  expect(questionOf({ ...NOTHING_ASKED, name: ' 王 ', result: 'refused' })).toEqual({ name: '王', result: 'refused' });
});

it('takes from an address only what it knows', () => {
  expect(askedOf({ kind: 'unmasking', page: '3', name: ['a'] })).toEqual({ ...NOTHING_ASKED, kind: 'unmasking' });
});

it('shows stored seconds as a time, and only in the columns of times', () => {
  setLocale('zh');
  expect(valueOf('accepted_at', '1795694400')).not.toBe('1795694400');
  expect(valueOf('crew', '1795694400')).toBe('1795694400');
  expect(valueOf('accepted_at', '')).toBe('');
});

it('says why somebody looked in the language of the reader', () => {
  const row = (kind: Row['kind'], reason: string): Row => ({ kind, reason }) as Row;
  setLocale('zh');
  expect(reasonOf(row('unmasking', 'call_back'))).toBe('回访');
  expect(reasonOf(row('unmasking', 'other: 家属: 来问'))).toBe('其他：家属: 来问');
  expect(reasonOf(row('export', '12 rows: /audit'))).toBe('12 rows: /audit');
});
