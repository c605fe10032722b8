import { describe, expect, it } from 'vitest';
import { fieldTime, type ClockSeen } from './field_time';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-23T12:00:00Z');
const at = (hours: number): number => NOON + hours * HOUR;
const seen = (offset_hours: number, hour: number): ClockSeen => ({ offset_ms: offset_hours * HOUR, seen_at_ms: at(hour) });

describe('when something was done, by the server', () => {
  it.each<[string, number, ClockSeen | null, ClockSeen | null, number, number]>([
    ['a right clock', at(1), seen(0, 0), seen(0, 2), at(2), at(1)],
    ['a clock two hours fast all the time', at(3), seen(-2, 0), seen(-2, 2), at(2), at(1)],
    ['fast when it was done, set right before sending', at(3), seen(-2, 0), seen(0, 2), at(2), at(1)],
    ['right before, then a flat battery: the clock of 2020', at(-50_000), seen(0, 0), seen(50_001, 2), at(2), at(1)],
    ['never any contact before', at(-1), null, seen(2, 2), at(2), at(1)],
    ['nothing is known at all', at(1), null, null, at(2), at(1)],
    ['the future is now', at(5), null, null, at(2), at(2)],
    ['the clock of 2020, set right before sending: not before the last contact', at(-50_000), seen(0, 0), seen(0, 2), at(2), at(0) - 3_000],
  ])('%s', (_what, done, then, now, server_now, expected) => {
    expect(fieldTime(done, then, now, server_now)).toBe(expected);
  });
});
