import { describe, expect, it } from 'vitest';
import type { PublicReport } from './api';
import { en } from './i18n/en';
import { zh } from './i18n/zh';
import { headline, mayChange, movesOf, stepLines } from './progress';

const base: PublicReport = {
  token: 'abcdefgh',
  state: 'accepted',
  received_at: '2026-11-23T00:00:00Z',
  class: 'heater',
  fault_kind: 'HP-01',
  village: null,
  description: '',
  promised_at: null,
  promise: null,
  late: false,
  work_order_number: 'W-1',
  work_order_state: 'open',
  outcome: null,
  still_owed: false,
  reason: '',
  hand_over_service: null,
  progress: [],
  may_judge: false,
  verdict: null,
  village_code: null,
  updates: { wanted: false, number_known: false },
    attached: { photos: 0, voice_notes: 0 },
};
const report = (change: Partial<PublicReport>): PublicReport => ({ ...base, ...change });

describe('what the follow page says', () => {
  it.each([
    [{ state: 'received', work_order_state: null }, 'head_received', 'waiting'],
    [{ work_order_state: 'open' }, 'head_open', 'waiting'],
    [{ state: 'merged', work_order_state: 'assigned' }, 'head_assigned', 'working'],
    [{ work_order_state: 'accepted' }, 'head_crew_accepted', 'working'],
    [{ work_order_state: 'under_way' }, 'head_under_way', 'working'],
    [{ work_order_state: 'resolved', outcome: 'repaired' }, 'head_resolved', 'good'],
    [{ work_order_state: 'closed', outcome: 'repaired' }, 'head_closed', 'good'],
    [{ work_order_state: 'closed', outcome: 'not_ours' }, 'head_outcome_not_ours', 'ended'],
    [{ work_order_state: 'resolved', outcome: 'temporary', still_owed: true }, 'head_still_owed', 'owed'],
    [{ work_order_state: 'cancelled' }, 'head_cancelled', 'ended'],
    [{ state: 'rejected', work_order_state: null }, 'head_rejected', 'ended'],
    [{ state: 'referred', work_order_state: null }, 'head_referred', 'ended'],
  ] as [Partial<PublicReport>, string, string][])('%j', (change, key, mood) => {
    expect(headline(report(change))).toEqual({ key, mood });
  });

  it('calls nothing but a repair good', () => {
    const outcomes = ['temporary', 'not_repairable', 'not_ours', 'duplicate', 'false_report', 'working_normally'];
    for (const outcome of outcomes) {
      const said = headline(report({ work_order_state: 'closed', outcome }));
      expect(said.mood, outcome).not.toBe('good');
      expect(zh, outcome).toHaveProperty(said.key);
    }
  });
});

describe('the way of a report', () => {
  it('has every step up to the state behind it, with the last time of each', () => {
    const lines = stepLines(
      report({
        work_order_state: 'under_way',
        progress: [
          { kind: 'work_order_arrived', at: '2026-11-23T01:00:00Z', reason: null, promised_at: null },
          { kind: 'work_order_resolved', at: '2026-11-23T02:00:00Z', reason: null, promised_at: null },
          { kind: 'work_order_arrived', at: '2026-11-23T03:00:00Z', reason: null, promised_at: null },
        ],
      }),
    );
    expect(lines.map((line) => line.at)).toEqual([
      '2026-11-23T00:00:00Z',
      null,
      null,
      '2026-11-23T03:00:00Z',
      null, // Reopened: what was resolved before is not resolved now.
      null,
    ]);
    expect(lines.filter((line) => line.current).map((line) => line.step)).toEqual(['arrived']);
  });

  it('is not drawn for what never became an order', () => {
    expect(stepLines(report({ state: 'rejected' }))).toEqual([]);
    expect(stepLines(report({ work_order_state: 'cancelled' }))).toEqual([]);
    expect(stepLines(report({ state: 'received', work_order_state: null }))[0]?.current).toBe(true);
  });

  it('is looked at again while anything may change', () => {
    expect(mayChange(report({}))).toBe(true);
    expect(mayChange(report({ work_order_state: 'closed' }))).toBe(false);
    expect(mayChange(report({ work_order_state: 'closed', may_judge: true }))).toBe(true);
    expect(mayChange(report({ work_order_state: 'closed', still_owed: true }))).toBe(true);
    expect(mayChange(report({ state: 'rejected', work_order_state: null }))).toBe(false);
  });
});

describe('the words', () => {
  it('are the same in both languages, never empty, with the same places to fill', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(zh[key].trim() && en[key].trim(), key).toBeTruthy();
      expect(places(en[key]), key).toEqual(places(zh[key]));
    }
  });
});

describe('what moved the promise', () => {
  it('is told in order, a pause that runs on as such', () => {
    const at = '2026-11-23T04:00:00Z';
    const later = '2026-11-23T05:00:00Z';
    const part = { zh: '等配件', en: 'Waiting for a part' };
    const promise: PublicReport['promise'] = {
      at: later,
      first_at: at,
      state: 'paused',
      moved_by: [
        { kind: 'paused', reason: 'waiting_part', reason_name: part, from: at, to: later },
        { kind: 'paused', reason: 'weather', reason_name: null, from: later, to: null },
        { kind: 'extended', reason: 'waiting_part', reason_name: part, from: at, to: at },
        { kind: 'recounted', reason: '', reason_name: null, from: at, to: at },
      ],
    };
    const moves = movesOf(promise);
    expect(moves.map((move) => move.key)).toEqual([
      'moved_paused',
      'moved_paused_now',
      'moved_extended',
      'moved_recounted',
    ]);
    expect(moves[0]).toEqual({ key: 'moved_paused', reason: part, from: at, to: later });
    for (const move of moves) {
      expect(zh).toHaveProperty(move.key);
      expect(en).toHaveProperty(move.key);
    }
    expect(movesOf(null)).toEqual([]);
  });
});
