import { expect, it } from 'vitest';
import { anchorOf } from './keep_place';

const row = (id: string, top: number) => ({ id, getBoundingClientRect: () => ({ top, bottom: top + 30 }) });
const rows = [row('above', -40), row('first', -10), row('second', 20), row('third', 50), row('below', 120)];
const view = { top: 0, bottom: 100 };
const anchor = (chosen: string): string | undefined => anchorOf(rows, view, (found) => found.id === chosen)?.id;

it('holds on to the chosen row while it can be seen, else to the first seen', () => {
  expect(anchor('third')).toBe('third');
  expect(anchor('below')).toBe('first');
  expect(anchor('above')).toBe('first');
  expect(anchorOf([], view, () => true)).toBeUndefined();
});
