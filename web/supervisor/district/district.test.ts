import { describe, expect, it } from 'vitest';
import { inOrder, rateWords, townLink, type Town } from './district';
import { en, zh } from './i18n';

const none = { percent: null, numerator: 0, denominator: 0 };
function town(code: string, late: number, late_soon = 0, problem: Town['problem'] = null): Town {
  const figures = { open: 9, danger: 0, late, late_soon, waiting: 0, waiting_since: null, on_time: none, satisfied: none };
  return { code, name: { zh: code, en: code }, url: null, problem, read_at: '2026-11-28T00:00:00Z', figures };
}

describe('the district’s board', () => {
  it('puts first who gives no answer, then who is latest', () => {
    const towns = [town('a', 1), town('b', 3), town('c', 1, 2), town('d', 0, 0, 'no_answer'), town('e', 1)];
    expect(inOrder(towns).map((one) => one.code)).toEqual(['d', 'b', 'c', 'a', 'e']);
  });

  it('says nothing where there is nothing to divide by', () => {
    expect(rateWords(none)).toBe('–');
    expect(rateWords({ percent: 66.67, numerator: 2, denominator: 3 })).toBe('66.7 %');
  });

  it('leads to addresses of the web only', () => {
    expect(townLink('https://a.example/', '/supervisor/')).toBe('https://a.example/supervisor/');
    expect(townLink('javascript:alert(1)')).toBeUndefined();
    expect(townLink(null)).toBeUndefined();
  });

  it('has every word in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const words of [...Object.values(en), ...Object.values(zh)]) expect(words).not.toBe('');
  });
});
