import { beforeEach, describe, expect, it } from 'vitest';
import { isLaterDay } from './day';
import { chooseLook, chosenLook, showLook } from './look';
import { amapLink } from './place';
import { bare } from '@shared/media/recorder';
import type { Order } from './store';

describe('how the page looks', () => {
  beforeEach(() => localStorage.clear());
  it('is as it comes until somebody chooses', () => {
    expect(chosenLook()).toEqual({ size: 'usual', light: 'auto' });
    for (const stored of ['x', '{"size":"huge","light":5}', 'null']) {
      localStorage.setItem('lamplighter.crew.look', stored);
      expect(chosenLook()).toEqual({ size: 'usual', light: 'auto' });
    }
  });
  it('stays as it was chosen, and the page shows it', () => {
    chooseLook({ size: 'large', light: 'night' });
    expect(document.documentElement.dataset.size).toBe('large');
    showLook({ size: 'usual', light: 'auto' });
    expect(document.documentElement.dataset.light).toBe('auto');
    expect(chosenLook()).toEqual({ size: 'large', light: 'night' });
  });
});

describe('tomorrow', () => {
  const order = { id: '7' } as Order;
  const at = (arrival: string): boolean => isLaterDay(order, { '7': { position: 0, arrival } }, Date.parse('2026-11-23T10:00:00Z'));
  it.each([
    ['2026-11-23T12:00:00Z', false],
    ['2026-11-23T15:59:59Z', false],
    ['2026-11-23T16:00:00Z', true],
    ['2026-11-22T00:00:00Z', false],
  ])('begins at midnight in the town: %s', (arrival, later) => expect(at(arrival)).toBe(later));
  it('is not what nobody planned', () => expect(isLaterDay(order, {}, 0)).toBe(false));
});

it('leads to the map with coordinates and the number only', () => {
  expect(amapLink({ latitude: 39.9, longitude: 116.74 }, 'LC 1')).toBe(
    'https://uri.amap.com/navigation?to=116.740000,39.900000,LC%201&mode=car&coordinate=wgs84&callnative=1',
  );
});

it('keeps the media type of a recording without its codecs', () => {
  expect(bare('audio/webm;codecs=opus')).toBe('audio/webm');
  expect(bare('')).toBe('');
});
