import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { matchVillages } from './village_match';

function village(code: string, name: string, pinyin: string, initials: string, in_care = true): Schemas['Village'] {
  return { code, name, official_name: `${name}村委会`, pinyin, initials, in_care, position: null };
}
const villages = [
  village('110112119201', '胡各庄', 'hugezhuang', 'hgz', false),
  village('110112119202', '魏庄', 'weizhuang', 'wz', false),
  village('110112119243', '兴各庄', 'xinggezhuang', 'xgz'),
  village('110112119245', '大豆各庄', 'dadougezhuang', 'ddgz'),
  village('110112119224', '侉店', 'kuadian', 'kd'),
];
const codes = (words: string): string[] => matchVillages(villages, words).map((found) => found.code.slice(-3));

describe('matchVillages', () => {
  it.each([
    ['兴各庄', '243'],
    ['兴', '243'],
    ['xgz', '243'],
    ['XGZ', '243'],
    ['xing', '243'],
    ['243', '243'],
    ['110112119243', '243'],
    ['豆各', '245'],
    [' k d ', '224'],
  ])('%s finds %s first', (words, code) => {
    expect(codes(words)[0]).toBe(code);
  });

  it('finds several, those in care first', () => {
    expect(codes('各庄')).toEqual(['243', '245', '201']);
    expect(codes('')).toEqual(['245', '224', '243', '201', '202']);
    expect(codes('火星')).toEqual([]);
  });
});
