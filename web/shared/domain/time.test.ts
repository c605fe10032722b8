import { afterEach, describe, expect, it, vi } from 'vitest';
import { ago, duration, formatTime, isoSeconds, noteServerDate, relative, serverNow, townDayStart } from './time';

const NOW = Date.parse('2026-01-10T04:00:00Z'); // noon in the town

describe('time words', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    [25 * 60, '25 分钟', '25 min'],
    [65 * 60, '1 小时 5 分', '1 h 5 min'],
    [3600, '1 小时', '1 h'],
    [27 * 3600, '1 天 3 小时', '1 d 3 h'],
    [40, '40 秒', '40 s'],
    [-5, '0 秒', '0 s'],
  ])('%i seconds', (seconds, zh, en) => {
    expect(duration(seconds, 'zh')).toBe(zh);
    expect(duration(seconds, 'en')).toBe(en);
  });

  it('says what is left and how late it is', () => {
    expect(relative('2026-01-10T04:25:00Z', NOW, 'zh')).toBe('还有 25 分钟');
    expect(relative('2026-01-10T02:55:00Z', NOW, 'zh')).toBe('已超时 1 小时 5 分');
    expect(relative('2026-01-10T02:55:00Z', NOW, 'en')).toBe('1 h 5 min late');
    expect(ago('2026-01-10T03:55:00Z', NOW, 'zh')).toBe('5 分钟前');
    expect(ago('2026-01-10T03:59:30Z', NOW, 'en')).toBe('just now');
  });

  it.each([
    ['2026-01-10T08:30:00Z', '今天 16:30', 'today 16:30'],
    ['2026-01-10T16:00:00Z', '明天 00:00', 'tomorrow 00:00'],
    ['2026-01-12T01:05:00Z', '后天 09:05', '12 Jan, 09:05'],
    ['2026-01-09T15:59:00Z', '昨天 23:59', 'yesterday 23:59'],
    ['2026-03-01T01:00:00Z', '3月1日 09:00', '1 Mar, 09:00'],
    ['2025-12-31T15:00:00Z', '2025年12月31日 23:00', '31 Dec 2025, 23:00'],
  ])('shows %s in the town\'s zone', (iso, zh, en) => {
    expect(formatTime(iso, 'zh', NOW)).toBe(zh);
    expect(formatTime(iso, 'en', NOW)).toBe(en);
  });

  it('shows nothing for no time', () => {
    expect(formatTime(null)).toBe('');
    expect(formatTime('soon')).toBe('');
  });

  it('follows the server\'s clock when this one is wrong', () => {
    vi.useFakeTimers();
    vi.setSystemTime(Date.parse('2026-01-10T03:00:00Z'));
    noteServerDate('Sat, 10 Jan 2026 04:00:00 GMT');
    expect(Math.abs(serverNow() - NOW)).toBeLessThanOrEqual(500);
    noteServerDate('nonsense');
    expect(Math.abs(serverNow() - NOW)).toBeLessThanOrEqual(500);
    noteServerDate('Sat, 10 Jan 2026 03:00:00 GMT');
  });

  it('knows when the town\'s day began', () => {
    expect(new Date(townDayStart(NOW)).toISOString()).toBe('2026-01-09T16:00:00.000Z');
    expect(new Date(townDayStart(Date.parse('2026-01-09T16:00:00Z'))).toISOString()).toBe('2026-01-09T16:00:00.000Z');
    expect(new Date(townDayStart(Date.parse('2026-01-09T15:59:59Z'))).toISOString()).toBe('2026-01-08T16:00:00.000Z');
  });

  it('reads ISO 8601 lengths', () => {
    expect(isoSeconds('PT4H')).toBe(14_400);
    expect(isoSeconds('P1DT30M')).toBe(88_200);
    expect(isoSeconds('PT90S')).toBe(90);
    expect(isoSeconds('soon')).toBe(0);
  });
});
