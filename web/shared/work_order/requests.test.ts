import { describe, expect, it } from 'vitest';
import { bodyOf, isComplete, newRequestForm, plainPauses, reasonsFor, type Reason } from './requests';

const reason = (code: string, kinds: Reason['kinds'], more: Partial<Reason> = {}): Reason => ({
  code,
  name: { zh: code, en: code },
  kinds,
  longest: 'PT24H',
  proofs: [],
  needs_approval: true,
  active: true,
  ...more,
});
const part = reason('waiting_part', ['pause', 'extension'], { proofs: ['part_order_number'] });
const weather = reason('weather', ['pause'], { needs_approval: false });
const gone = reason('gone', ['pause'], { active: false });

describe('what may be given as a reason', () => {
  it('is what serves the kind and is in use', () => {
    expect(reasonsFor([part, weather, gone], 'pause')).toEqual([part, weather]);
    expect(reasonsFor([part, weather, gone], 'extension')).toEqual([part]);
    expect(plainPauses([part, weather, gone])).toEqual([weather]);
  });
});

describe('a request', () => {
  it('is complete with its proofs and what its kind needs', () => {
    const form = newRequestForm('extension');
    expect(isComplete(form, undefined)).toBe(false);
    expect(isComplete(form, part)).toBe(false);
    form.part_order_number = 'P-1';
    expect(isComplete(form, part)).toBe(true);
    form.hours = 0;
    expect(isComplete(form, part)).toBe(false);
    expect(isComplete(newRequestForm('shelve'), reason('x', ['shelve']))).toBe(false);
    expect(isComplete(newRequestForm('return'), reason('x', ['return']))).toBe(false);
    expect(isComplete(newRequestForm('void'), reason('x', ['void']))).toBe(true);
    expect(isComplete(newRequestForm('pause'), reason('other', ['pause']))).toBe(false);
  });

  it('sends only what is asked for', () => {
    const form = { ...newRequestForm('extension'), part_order_number: ' P-1 ', resident_word: 'left over', review_day: '2026-12-01', hours: 6 };
    expect(bodyOf(form, part)).toEqual({ kind: 'extension', reason: 'waiting_part', part_order_number: 'P-1', amount: 'PT6H' });
    expect(bodyOf({ ...form, kind: 'shelve' }, reason('waiting_funds', ['shelve']))).toEqual({
      kind: 'shelve',
      reason: 'waiting_funds',
      review_at: '2026-12-01T09:00:00+08:00',
    });
  });
});
