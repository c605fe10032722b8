import { expect, it } from 'vitest';
import { positionIn } from './facility_query';

it.each([
  ['39.85827, 116.79505', { latitude: 39.85827, longitude: 116.79505 }],
  ['116.79505 39.85827', { latitude: 39.85827, longitude: 116.79505 }],
  ['３９．８５８，１１６．７９５', { latitude: 39.858, longitude: 116.795 }],
  ['王秀兰', null],
  ['LC-SL-243-0001', null],
  ['12, 13', null],
  ['139.85827, 196.79505', null],
])('a position in “%s”', (words, position) => {
  expect(positionIn(words)).toEqual(position);
});
