import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { register } from '../../shared/domain/register';
import { triageOf, type Choice } from './triage';

const report = {
  id: '7',
  fault_kind: 'SL-01',
  village: '110112119243',
  facility: null,
  danger: false,
  frail_person: false,
} as unknown as Schemas['Report'];

const as_reported: Choice = {
  decision: 'open',
  kind: 'SL-01',
  village: '110112119243',
  facility: null,
  danger: false,
  frail_person: false,
  crew: '',
  reason: '',
  merge_into: null,
  service: '119',
  reference: '',
  hand_over_note: '',
};

beforeEach(() => {
  register.kinds = [{ code: 'GS-02', refer_to: '119' }, { code: 'SL-01', refer_to: null }] as Schemas['FaultKind'][];
});
afterEach(() => {
  register.kinds = [];
});

it('sends only what was corrected', () => {
  expect(triageOf(as_reported, report)).toEqual({ decision: 'open' });
  expect(triageOf({ ...as_reported, danger: true, crew: '3', village: '110112119224' }, report)).toEqual({
    decision: 'open',
    danger: true,
    crew_id: '3',
    village: '110112119224',
  });
});

it('waits until what is needed is there', () => {
  expect(triageOf({ ...as_reported, kind: null }, report)).toBeNull();
  expect(triageOf({ ...as_reported, decision: 'merge' }, report)).toBeNull();
  expect(triageOf({ ...as_reported, decision: 'reject', reason: '  ' }, report)).toBeNull();
  expect(triageOf({ ...as_reported, decision: 'refer' }, report)).toBeNull();
});

it('never opens an order for a kind that is always handed over', () => {
  expect(triageOf({ ...as_reported, kind: 'GS-02' }, report)).toBeNull();
  expect(triageOf({ ...as_reported, kind: 'GS-02', decision: 'refer', hand_over_note: '漏气' }, report)).toEqual({
    decision: 'refer',
    reason: '漏气',
    hand_over: { service: '119', note: '漏气' },
  });
});

it('merges and rejects', () => {
  const merging = { ...as_reported, decision: 'merge', merge_into: { id: '9', number: 'LC-9' }, crew: '3' } as const;
  expect(triageOf(merging, report)).toEqual({ decision: 'merge', work_order_id: '9' });
  expect(triageOf({ ...as_reported, decision: 'reject', reason: ' 不归本镇 ' }, report)).toEqual({
    decision: 'reject',
    reason: '不归本镇',
  });
});
