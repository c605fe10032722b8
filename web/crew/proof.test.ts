import { describe, expect, it } from 'vitest';
import { cents, codeOf, emptyProof, isOther, left, partOf, proofBody, proofWords, wrongFields, type StockedPart } from './proof';
import type { StoredItem } from './store';

const pump: StockedPart = {
  part: 'HP-PUMP', class: 'heater', name: { zh: '泵', en: 'pump' }, unit: '台', barcode: '6901', cents: 100, usual: 2, quantity: 3,
};
const form = (change: Partial<ReturnType<typeof emptyProof>>): ReturnType<typeof emptyProof> => ({ ...emptyProof(), ...change });

describe('proof', () => {
  it.each([
    ['12', 1200], ['12.5', 1250], ['0.07', 7], ['', null], ['-1', null], ['1e3', null], ['十元', null], ['9999999', null],
  ])('%s yuan are %s cents', (words, value) => expect(cents(words)).toBe(value));

  it('sends what was filled in and nothing else', () => {
    expect(proofBody(emptyProof())).toBeNull();
    expect(proofBody(form({ parts: { 'HP-PUMP': 0 } }))).toBeNull();
    expect(
      proofBody(form({ checks: { warm: 'good' }, parts: { 'HP-PUMP': 2, X: 0 }, minutes: ' 40 ', yuan: '5', consent: 'spoken', consent_by: ' 王秀兰 ' })),
    ).toEqual({
      checks: [{ item: 'warm', answer: 'good' }], parts: [{ part: 'HP-PUMP', quantity: 2 }], minutes: 40, cost_cents: 500,
      consent: 'spoken', consent_by: '王秀兰',
    });
    expect(proofBody(form({ consent_by: '王秀兰' }))).toBeNull();
    expect(proofBody(form({ lamps: { 'LC-SL-1': 'yes', 'LC-SL-2': 'no' } }))).toEqual({ lamps: [{ code: 'LC-SL-1', burns: true }, { code: 'LC-SL-2', burns: false }] });
  });

  it('names what is wrong', () => {
    expect(wrongFields(form({ minutes: '1441', yuan: 'x', consent: 'spoken' }))).toEqual(['minutes', 'yuan', 'consent_by']);
    expect(wrongFields(form({ minutes: '1440', yuan: '0', consent: 'signed' }))).toEqual([]);
  });

  it.each([
    ['https://a.example/f/LC-HP-243-0017', 'LC-HP-243-0017'], ['/f/%E7%81%AF?x=1', '灯'], [' LC-1 ', 'LC-1'], ['/f/%E7%', '/f/%E7%'],
  ])('reads %s as %s', (read, code) => expect(codeOf(read)).toBe(code));

  it('tells the label of something else', () => {
    expect(isOther('lc hp 1', 'LC-HP-1')).toBe(false);
    expect(isOther('LC-HP-2', 'LC-HP-1')).toBe(true);
    expect(isOther('', 'LC-HP-1')).toBe(false);
    expect(isOther('LC-HP-2', undefined)).toBe(false);
  });

  it('finds a part by its packing or its code', () => {
    expect(partOf('6901', [pump])?.part).toBe('HP-PUMP');
    expect(partOf('hp-pump', [pump])?.part).toBe('HP-PUMP');
    expect(partOf('7', [{ ...pump, barcode: '' }])).toBeUndefined();
  });

  it('counts what waits to be sent off the van, and never below nothing', () => {
    const used = (quantity: number, state: 'waiting' | 'refused' = 'waiting'): StoredItem =>
      ({ action: 'proof', state, body: { parts: [{ part: 'HP-PUMP', quantity }] } }) as unknown as StoredItem;
    expect(left(pump, [used(1), used(5, 'refused')])).toBe(2);
    expect(left(pump, [used(1), used(5)])).toBe(0);
  });

  it('says it in words', () => {
    expect(proofWords({ parts: [{ part: 'HP-PUMP', quantity: 2 }], minutes: 5, cost_cents: 150, label: 'LC-1' })).toBe('HP-PUMP ×2；5 min；¥1.50；LC-1');
  });
});
