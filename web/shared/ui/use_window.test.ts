import { describe, expect, it } from 'vitest';
import { partOf, ROW_HEIGHT } from './use_window';

describe('the part of a long list that is drawn', () => {
  it.each([
    [100, 0, 600],
    [10_000, 0, 600],
    [10_000, 190_000, 600],
    [10_000, 10_000 * ROW_HEIGHT - 600, 600],
    [10_000, 9_999_999, 600],
    [10_000, -50, 600],
    [121, 3000, 4000],
    [0, 0, 600],
  ])('%i rows at %i, %i high: the heights add up and what is seen is drawn', (count, scroll, height) => {
    const { from, to, above, below } = partOf(count, scroll, height);
    expect(above + (to - from) * ROW_HEIGHT + below).toBe(count * ROW_HEIGHT);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(count);
    const first = Math.min(Math.max(0, Math.floor(scroll / ROW_HEIGHT)), Math.max(0, count - 1));
    if (count > 0) expect(from <= first && first < to).toBe(true);
    if (count > 1000) expect(to - from).toBeLessThan(80);
  });
});
