import { describe, expect, it } from 'vitest';
import { agrees, newest, same, sameList } from './same';

describe('what has stayed the same', () => {
  it.each([
    [1, 1, true],
    [null, null, true],
    [null, {}, false],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, false],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [[1, 2], [1], false],
    ['1', 1, false],
  ])('%j and %j: %s', (one, other, alike) => {
    expect(same(one, other)).toBe(alike);
    expect(same(other, one)).toBe(alike);
  });

  it('knows an order again by what the list says of it', () => {
    const known = { id: '1', version: 3, clocks: [{ state: 'running' }], notes: ['a'] };
    expect(agrees(known, { id: '1', version: 3, clocks: [{ state: 'running' }] })).toBe(true);
    // Clocks stop and go by the hour: the version stays.
    expect(agrees(known, { id: '1', version: 3, clocks: [{ state: 'outside_calendar' }] })).toBe(false);
    expect(agrees(known, { id: '1', priority: 9 })).toBe(false);
  });

  it('tells a list from another of things that are alike', () => {
    const thing = { id: '1' };
    expect(sameList([thing], [thing])).toBe(true);
    expect(sameList([thing], [{ id: '1' }])).toBe(false);
    expect(sameList([thing], [])).toBe(false);
  });
});

it('what changed while a list was read is not put back', () => {
  const old = { id: '1', version: 3 };
  const now = { id: '1', version: 4 };
  const other = { id: '2', version: 1 };
  expect(newest([old, other], [now])).toEqual([now, other]);
  expect(newest([now, other], [old])[0]).toBe(now);
});
