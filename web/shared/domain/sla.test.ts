import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { clockLight, nextClock } from './sla';

const at = (minutes: number): string => new Date(Date.parse('2026-01-10T04:00:00Z') + minutes * 60_000).toISOString();
const ms = (minutes: number): number => Date.parse(at(minutes));

function clock(over: Partial<Schemas['Clock']> = {}): Schemas['Clock'] {
  return {
    target: 'resolve',
    state: 'running',
    limit: 'PT100M',
    calendar: 'always',
    started_at: at(0),
    due_at: at(100),
    warn_at: at(80),
    stopped_at: null,
    paused_seconds: 0,
    warned_at: null,
    breached_at: null,
    pauses: [],
    extended_seconds: 0,
    no_later_than: null,
    warnings: [],
    calendar_version: 1,
    ...over,
  };
}

describe('clockLight', () => {
  it.each([
    [0, 'green', '还有 1 小时 40 分'],
    [79, 'green', '还有 21 分钟'],
    [80, 'yellow', '还有 20 分钟'],
    [100, 'red', '还有 0 秒'],
    [165, 'red', '已超时 1 小时 5 分'],
  ])('after %i minutes', (minutes, light, words) => {
    expect(clockLight(clock(), ms(minutes), 'zh')).toEqual({ light, words, still: false });
  });

  it('says how a stopped clock ended', () => {
    expect(clockLight(clock({ state: 'stopped', stopped_at: at(50) }), ms(500), 'zh').words).toBe('按时完成');
    const late = clockLight(clock({ state: 'stopped', stopped_at: at(110) }), ms(500), 'en');
    expect(late).toEqual({ light: 'red', words: 'done, 10 min late', still: true });
  });

  it('says that nothing is counted outside its hours, as long as it is not late', () => {
    const outside = clock({ state: 'outside_calendar' });
    expect(clockLight(outside, ms(10), 'zh')).toEqual({ light: 'green', words: '非计时时段，现在不走', still: true });
    expect(clockLight(outside, ms(90), 'en')).toEqual({
      light: 'yellow',
      words: 'outside its hours, not counting',
      still: true,
    });
    expect(clockLight(outside, ms(165), 'zh')).toEqual({ light: 'red', words: '已超时 1 小时 5 分', still: false });
  });

  it('does not count down while paused', () => {
    expect(clockLight(clock({ state: 'paused' }), ms(300), 'zh')).toEqual({
      light: 'yellow',
      words: '计时暂停',
      still: true,
    });
  });
});

describe('nextClock', () => {
  it('is the earliest promise not yet kept', () => {
    const clocks = [
      clock({ target: 'contact', state: 'stopped', due_at: at(10) }),
      clock({ target: 'resolve', due_at: at(100) }),
      clock({ target: 'arrive', due_at: at(40) }),
    ];
    expect(nextClock({ clocks, due_at: null, paused: false })?.target).toBe('arrive');
    expect(nextClock({ clocks: [], due_at: null, paused: false })).toBeUndefined();
  });
});
