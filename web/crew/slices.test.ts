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

it('a few are under way at a time, and one that fails fails the whole', async () => {
  let under_way = 0;
  let most = 0;
  const done = await inSlices(Array.from({ length: 50 }, (_, index) => index), async (item) => {
    under_way += 1;
    most = Math.max(most, under_way);
    await new Promise((resume) => setTimeout(resume, item % 3));
    under_way -= 1;
    return item;
  });
  expect(done).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(most).toBe(6);
  await expect(inSlices([1, 2], (item) => (item === 2 ? Promise.reject(new Error('no')) : Promise.resolve(item)))).rejects.toThrow('no');
});
