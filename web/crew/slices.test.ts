import { expect, it, vi } from 'vitest';
import { inSlices } from './slices';

it('a long list is worked on in slices, in its order, and others get their turn in between', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  let turns = 0;
  const other = setInterval(() => (turns += 1), 0);
  const done = await inSlices([1, 2, 3, 4, 5, 6], (item) => {
    now += 5;
    return Promise.resolve(item * 2);
  });
  clearInterval(other);
  vi.restoreAllMocks();
  expect(done).toEqual([2, 4, 6, 8, 10, 12]);
  expect(turns).toBeGreaterThanOrEqual(1);
});
