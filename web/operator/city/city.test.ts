import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { isOwed, sameWords, typeOf, wrongWords } from './city';
import { en, zh } from './i18n';

const order = (more: Partial<Schemas['CityOrder']>): Schemas['CityOrder'] => ({ stage: 'signed_for', told: 'nothing', duplicates: [], ...more }) as Schemas['CityOrder'];

describe('orders of 12345', () => {
  it('owes the city what it was not told', () => {
    expect(isOwed(order({}))).toBe(true);
    expect(isOwed(order({ told: 'signed_for' }))).toBe(false);
    expect(isOwed(order({ told: 'signed_for', stage: 'result' }))).toBe(true);
    expect(isOwed(order({ told: 'result', stage: 'result' }))).toBe(false);
  });
  it('names what may be the same', () => {
    const same = { work_order_id: '1', score: 90, reasons: [] };
    expect(sameWords(order({ duplicates: [{ ...same, number: 'LC1' }, { ...same, number: 'LC2' }] }))).toBe('LC1 LC2');
  });
  it('says where a table is wrong, why, and what to do', () => {
    const one = { line: 3, field: 'phone', code: 'bad_format', detail: '', reason: { zh: '电话至少要有 5 位数字', en: 'at least 5 digits' } };
    expect(wrongWords(one)).toBe('第 3 行 · 联系电话：电话至少要有 5 位数字');
  });
  it('tells a workbook from a CSV by its name', () => {
    expect(typeOf('A.XLSX')).toContain('spreadsheetml');
    expect(typeOf('a.csv')).toBe('text/csv');
  });
  it('has every word twice, with the same places to fill', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const key of Object.keys(zh) as (keyof typeof zh)[])
      expect([...en[key].matchAll(/\{\w+\}/g)].map(String).sort(), key).toEqual([...zh[key].matchAll(/\{\w+\}/g)].map(String).sort());
  });
});
