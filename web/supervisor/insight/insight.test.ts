import { expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { changeOf, daysBefore, daysOfMonth, lines, monthBefore, proofOf, receivedLink, shade, yearBefore } from './insight';
import { en, zh } from './i18n';

const ASKED = { from: '2026-11-01', to: '2026-11-30', by: 'all' } as const;
const evidence = (code: string, figure: string | null = null): Schemas['Evidence'] => ({ code, finding: 'told', value: 1, of: 2, at_least: false, figure });

it('has every word in both languages, with the same places to fill', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
    expect(places(en[key]), key).toEqual(places(zh[key]));
    expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
  }
});

it('leads from each fact to what proves it, and nowhere when nothing is recorded', () => {
  expect(proofOf(evidence('response', 'response_rate'), ASKED)).toMatchObject({ name: 'figure', params: { code: 'response_rate' } });
  expect(proofOf(evidence('escalation_chains'), ASKED)).toMatchObject({ params: { part: 'chains' } });
  expect(proofOf(evidence('waiting_for_funds'), ASKED)).toBe('/operator/desk');
  expect(proofOf(evidence('cost_of_repairs'), ASKED)).toBeNull();
});

it('leaves out of an address what is not asked for', () => {
  expect(receivedLink(ASKED, { weekday: 1, hour: 0, village: null, circuit: '' })).toEqual({
    name: 'figure',
    params: { code: 'received' },
    query: { from: '2026-11-01', to: '2026-11-30', weekday: '1', hour: '0' },
  });
});

it('finds the period to compare with', () => {
  expect(daysBefore({ from: '2026-11-01', to: '2026-11-30' })).toEqual({ from: '2026-10-02', to: '2026-10-31' });
  expect(daysBefore({ from: '2026-11-27', to: '2026-11-27' })).toEqual({ from: '2026-11-26', to: '2026-11-26' });
  expect(yearBefore({ from: '2026-11-23', to: '2026-11-29' })).toEqual({ from: '2025-11-24', to: '2025-11-30' });
  expect(daysOfMonth('2026-02', '2026-11-27')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(daysOfMonth('2026-11', '2026-11-27')).toEqual({ from: '2026-11-01', to: '2026-11-27' });
  expect(monthBefore('2026-01')).toBe('2025-12');
});

it('says which way a rate went', () => {
  expect(changeOf(95, 90, true)).toBe('better');
  expect(changeOf(95, 90, false)).toBe('worse');
  expect(changeOf(90.04, 90, true)).toBe('same');
  expect(changeOf(null, 90, true)).toBe('unknown');
});

it('draws nothing where nothing is known', () => {
  expect(shade(0, 9)).toBe(0);
  expect(shade(1, 100)).toBe(1);
  expect(shade(100, 100)).toBe(5);
  expect(lines([0, null, 100, 50], 30, 10)).toEqual(['0.0,10.0', '20.0,0.0 30.0,5.0']);
  expect(lines([], 30, 10)).toEqual([]);
});
