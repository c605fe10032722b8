import { expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { askedOf, csvOf, daysOf, daysOfRow, linkTo, momentsOf, percentWords, plusDays, type Asked } from './figures';

// Friday 27 November 2026, half past one at night in the town: still Thursday in London.
const NOW = Date.parse('2026-11-27T01:30:00+08:00');

it('counts days as the town does', () => {
  expect(daysOf('week', NOW)).toEqual({ from: '2026-11-23', to: '2026-11-27' });
  expect(daysOf('month', NOW)).toEqual({ from: '2026-11-01', to: '2026-11-27' });
  expect(daysOf('last_month', NOW)).toEqual({ from: '2026-10-01', to: '2026-10-31' });
  expect(daysOf('days_30', NOW)).toEqual({ from: '2026-10-29', to: '2026-11-27' });
  expect(daysOf('year', NOW)).toEqual({ from: '2025-11-28', to: '2026-11-27' });
  expect(daysOf('last_month', Date.parse('2026-03-05T12:00:00+08:00'))).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(momentsOf({ from: '2026-11-01', to: '2026-11-30' })).toEqual({ from: '2026-11-01T00:00:00+08:00', to: '2026-12-01T00:00:00+08:00' });
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01');
});

it('takes an address apart and mends what is wrong', () => {
  expect(askedOf({ from: '2026-01-01', to: '2026-03-31', by: 'crew', village: 'none' }, NOW)).toEqual({
    from: '2026-01-01',
    to: '2026-03-31',
    by: 'crew',
    village: 'none',
  });
  for (const wrong of [{}, { from: '2026-13-01', to: '2026-14-01' }, { from: '2026-03-02', to: '2026-03-01' }, { from: '2026-03-02' }, { by: 'age' }]) {
    expect(askedOf(wrong, NOW)).toEqual({ from: '2026-11-01', to: '2026-11-27', by: 'all' });
  }
});

it('opens the orders of exactly that row', () => {
  const asked: Asked = { from: '2026-11-10', to: '2026-12-20', by: 'village', class: 'heater' };
  expect(linkTo('on_time_rate', 'rest', asked, '110112119243')).toEqual({
    name: 'figure',
    params: { code: 'on_time_rate' },
    query: { part: 'rest', class: 'heater', village: '110112119243', from: '2026-11-10', to: '2026-12-20' },
  });
  expect(linkTo('on_time_rate', 'rest', asked, null).query.village).toBe('none');
  expect(linkTo('on_time_rate', 'rest', asked, undefined).query.village).toBeUndefined();
  expect(linkTo('rework_rate', 'numerator', { ...asked, by: 'month' }, '2026-11-01').query).toMatchObject({ from: '2026-11-10', to: '2026-11-30' });
  expect(daysOfRow('month', '2026-12-01', asked)).toEqual({ from: '2026-12-01', to: '2026-12-20' });
  expect(daysOfRow('week', '2026-11-09', asked)).toEqual({ from: '2026-11-10', to: '2026-11-15' });
  expect(daysOfRow('day', '2026-11-12', asked)).toEqual({ from: '2026-11-12', to: '2026-11-12' });
});

it('shows a dash where there is nothing to divide by', () => {
  expect(percentWords(null)).toBe('–');
  expect(percentWords(97.456)).toBe('97.5 %');
  expect(percentWords(0)).toBe('0.0 %');
});

it('writes the formula beside each number into the CSV, and no formula that a spreadsheet would run', () => {
  const value: Schemas['FigureValue'] = { percent: 97.5, numerator: 39, denominator: 40, excluded: 2, paused_percent: null, paused_seconds: 60, lasted_seconds: 600 };
  const words = (en: string): Schemas['LocalizedText'] => ({ zh: en, en });
  const definition = (code: string): Schemas['FigureDefinition'] => ({
    code,
    name: words(code === 'a' ? '=1+1' : code),
    numerator: words('kept, or "kept"'),
    denominator: words('due'),
    moment: words('then'),
    source: '',
    more_is_better: true,
  });
  const row: Schemas['FiguresRow'] = { key: null, simulated: 3, values: { a: value, paused_share: value } };
  const csv = csvOf({ from: 'F', to: 'T', at: 'A', by: 'all', reports_left_out: 0, definitions: [definition('a'), definition('paused_share')], total: row, rows: [] }, 'all', 'en');
  expect(csv.startsWith('\uFEFF')).toBe(true);
  const lines = csv.slice(1).trimEnd().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe('F,T,All,\'=1+1,97.5,39,40,2,,3,"kept, or ""kept"" ÷ due"');
  expect(lines[2]).toContain(',60,600,');
});
