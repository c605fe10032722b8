import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { crewName, kindName, placeWords, register, villageName } from './register';

beforeEach(() => {
  register.villages = [{ code: '110112119243', name: '兴各庄' }] as Schemas['Village'][];
});
afterEach(() => {
  register.villages = [];
});

it('falls back to the code of what it does not know', () => {
  expect(villageName('110112119243')).toBe('兴各庄');
  expect([villageName('999'), crewName('7'), kindName('XX-1')]).toEqual(['999', '#7', 'XX-1']);
  expect([villageName(null), crewName(null), kindName(undefined)]).toEqual(['', '', '']);
});

it.each([
  ['兴各庄 1排17号 高景华家', '', '兴各庄 1排17号 高景华家'],
  ['', '兴各庄村 5排26号', '兴各庄 5排26号'],
  [undefined, '村口大槐树旁', '兴各庄 村口大槐树旁'],
  [null, '', '兴各庄'],
  ['兴各庄村委会前公厕', '', '兴各庄 村委会前公厕'],
])('says the village once: %s %s', (facility, address, words) => {
  expect(placeWords('110112119243', facility, address)).toBe(words);
});

it('says a place without a village', () => {
  expect(placeWords(null, undefined, '京塘路口')).toBe('京塘路口');
});
