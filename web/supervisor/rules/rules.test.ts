import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { afterWords, comingDates, dateWords, isChanged, limitForm, limitWords, linesOf, percentsOf, policyForm, policyOf, shareWords, weekWords } from './rules';

const calendars: Schemas['Calendar'][] = [
  { code: '24x7', name: { zh: '全天', en: 'Always' }, spans: [] },
  {
    code: 'workdays',
    name: { zh: '工作日', en: 'Working days' },
    spans: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from_minute: 540, to_minute: 1080 })),
    exceptions: [
      { date: '2026-10-01', name: '国庆' },
      { date: '2026-02-14', like_weekday: 5 },
      { date: '2026-12-31', spans: [{ from_minute: 540, to_minute: 720 }] },
    ],
  },
];
const policy: Schemas['Policy'] = {
  code: 'HP-P1',
  version: 3,
  class: 'heater',
  severity: 'urgent',
  name: { zh: '无热', en: 'No heat' },
  limits: {
    contact: { duration: 'PT15M', amount: 15, unit: 'minutes', calendar: '24x7' },
    resolve: { duration: 'P1D', calendar: '24x7' },
    accept: { amount: 2, unit: 'working_days', calendar: 'workdays' },
  },
  warnings: [{ percent: 50 }, { percent: 80 }],
  urgent_policy: 'HP-P1V',
};

describe('policies', () => {
  it('reads each way in which a limit can be said', () => {
    expect(limitForm(policy.limits.contact)).toEqual({ on: true, amount: 15, unit: 'minutes', calendar: '24x7' });
    expect(limitForm(policy.limits.resolve)).toEqual({ on: true, amount: 24, unit: 'hours', calendar: '24x7' });
    expect(limitForm(policy.limits.accept)).toEqual({ on: true, amount: 2, unit: 'working_days', calendar: 'workdays' });
    expect(limitForm({ amount: 90, unit: 'minutes', calendar: 'x' })).toEqual({ on: true, amount: 90, unit: 'minutes', calendar: 'x' });
    expect(limitForm(undefined).on).toBe(false);
  });

  it('gives back what it read, and what it does not show', () => {
    const form = policyForm(policy);
    expect(isChanged(form)).toBe(false);
    const same = policyOf(form);
    expect(same.urgent_policy).toBe('HP-P1V');
    expect(same.limits.contact).toEqual({ amount: 15, unit: 'minutes', calendar: '24x7' });
    expect(same.limits.arrive).toBeUndefined();
    form.limits.resolve.on = false;
    form.limits.arrive = { on: true, amount: 2, unit: 'hours', calendar: '24x7' };
    form.warnings = '60，90';
    form.valid_from = '2027-01-01';
    expect(isChanged(form)).toBe(true);
    const changed = policyOf(form);
    expect(changed.limits.resolve).toBeUndefined();
    expect(changed.limits.arrive).toEqual({ amount: 2, unit: 'hours', calendar: '24x7' });
    expect(changed.warnings).toEqual([{ percent: 60 }, { percent: 90 }]);
    expect(changed.valid_from).toBe('2027-01-01T00:00:00+08:00');
  });

  it('takes shares of the limit only from whole numbers', () => {
    expect(percentsOf('50, 80、95%')).toEqual([50, 80, 95]);
    expect(percentsOf('half')).toBeUndefined();
    expect(percentsOf('  ')).toBeUndefined();
  });

  it('says limits in words', () => {
    expect(limitWords(policy.limits.contact!, calendars, 'zh')).toBe('15 分钟');
    expect(limitWords(policy.limits.accept!, calendars, 'zh')).toBe('2 个工作日（工作日）');
    expect(limitWords(policy.limits.resolve!, calendars, 'en')).toBe('1 d');
    expect(limitWords({ amount: 0, unit: 'minutes', calendar: '24x7' }, calendars, 'zh')).toBe('马上');
    expect(afterWords('PT0S', 'zh')).toBe('马上');
    expect(afterWords('PT90M', 'zh')).toBe('1 小时 30 分后');
  });
});

describe('calendars', () => {
  it('puts days with the same hours together', () => {
    expect(weekWords(calendars[0]!, 'zh')).toBe('全天');
    expect(weekWords(calendars[1]!, 'zh')).toBe('周一–周五 09:00–18:00');
    const night = { ...calendars[0]!, spans: [{ weekday: 6, from_minute: 1320, to_minute: 1800 }] };
    expect(weekWords(night, 'zh')).toBe('周六 22:00–次日06:00');
  });

  it('lists what is to come, nearest first, and what each date is', () => {
    const coming = comingDates(calendars[1]!, '2026-09-01');
    expect(coming.map((one) => one.date)).toEqual(['2026-10-01', '2026-12-31']);
    expect(coming.map((one) => dateWords(one, 'zh'))).toEqual(['休息', '09:00–12:00']);
    expect(dateWords({ date: '2026-02-14', like_weekday: 5 }, 'zh')).toBe('按周五上班');
  });
});

describe('what if', () => {
  const count: Schemas['WhatIfCount'] = { orders: 8, promised_then: 8, promised_draft: 8, late_then: 1, late_draft: 3, newly_late: 2, no_longer_late: 0, open_draft: 0 };
  it('orders promises as they fall due and divides by what was promised', () => {
    expect(linesOf({ key: null, targets: { resolve: count, contact: count } }).map((line) => line.target)).toEqual(['contact', 'resolve']);
    expect(shareWords(1, 8)).toBe('12.5 %');
    expect(shareWords(0, 0)).toBe('–');
  });
});
