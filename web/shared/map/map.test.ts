import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { groundOf } from './ground';
import { besides, hullOf, latenessOf, metres, outlineOf, placeOrders, pointsOf, stopsOf, type Place } from './places';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const clock = (warn: string, due: string, state = 'running'): Schemas['Clock'] => ({ target: 'resolve', state, warn_at: warn, due_at: due, stopped_at: null }) as unknown as Schemas['Clock'];
const order = (more: Partial<Schemas['WorkOrder']>): Schemas['WorkOrder'] =>
  ({ id: '1', number: 'LC-1', clocks: [], position: null, facility: null, village: null, ...more }) as unknown as Schemas['WorkOrder'];

it('takes the facilities apart', () => {
  expect(pointsOf({ classes: ['toilet', 'heater'], villages: ['A'], points: [[7, 1, 0, 39.9, 116.7]] })).toEqual([
    { id: '7', class: 'heater', village: 'A', latitude: 39.9, longitude: 116.7 },
  ]);
});

it.each([
  ['late', clock('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z')],
  ['soon', clock('2026-11-23T11:00:00Z', '2026-11-23T13:00:00Z')],
  ['in_time', clock('2026-11-23T13:00:00Z', '2026-11-23T14:00:00Z')],
  ['in_time', clock('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z', 'paused')],
  ['in_time', clock('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z', 'stopped')],
])('an order is %s', (lateness, of) => {
  expect(latenessOf(order({ clocks: [of] }), NOW)).toBe(lateness);
});

describe('an order lies', () => {
  const facilities = new Map<string, Place>([['5', { latitude: 39.8, longitude: 116.8 }]]);
  const villages = new Map<string, Place>([['A', { latitude: 39.9, longitude: 116.7 }]]);
  it('at its own place, else at its facility, else beside its village, else nowhere', () => {
    const placed = placeOrders(
      [
        order({ id: '1', position: { latitude: 39.7, longitude: 116.6, source: 'caller' } }),
        order({ id: '2', facility: { id: '5' } as never }),
        order({ id: '3', village: 'A' }),
        order({ id: '4', village: 'A' }),
        order({ id: '5' }),
      ],
      facilities,
      villages,
      NOW,
    );
    expect(placed.map((one) => [one.order.id, one.roughly])).toEqual([['1', false], ['2', false], ['3', true], ['4', true]]);
    expect(placed[1]).toMatchObject({ latitude: 39.8, longitude: 116.8 });
    expect(metres(placed[2]!, placed[3]!)).toBeGreaterThan(5);
  });
  it('and its crew goes there next, or is there', () => {
    const placed = placeOrders([order({ id: '2', facility: { id: '5' } as never })], facilities, villages, NOW);
    const visit = (id: string): Schemas['PlanOrder'] => ({ id, number: `LC-${id}`, visit: { arrival: '2026-11-23T12:30:00Z' } }) as unknown as Schemas['PlanOrder'];
    const crew = (id: string, on_site: string[], visits: string[]): Schemas['PlanCrew'] => ({ id, on_site: on_site.map(visit), visits: visits.map(visit) }) as unknown as Schemas['PlanCrew'];
    expect(stopsOf({ crews: [crew('a', [], ['2', '9']), crew('b', ['9'], ['2']), crew('c', [], [])] }, placed)).toMatchObject([
      { crew_id: 'a', order_id: '2', on_site: false, latitude: 39.8 },
      { crew_id: 'b', order_id: '9', on_site: true },
    ]);
  });
});

it('a line around places leaves out what lies inside', () => {
  const at = (longitude: number, latitude: number): Place => ({ latitude, longitude });
  const hull = hullOf([at(0, 0), at(4, 0), at(4, 4), at(0, 4), at(2, 2), at(2, 0)]);
  expect(hull).toHaveLength(4);
  expect(hull).not.toContainEqual(at(2, 2));
  expect(hullOf([at(1, 1)])).toHaveLength(1);
});

it('the same village’s orders do not lie upon each other', () => {
  const centre = { latitude: 39.9, longitude: 116.7 };
  const places = Array.from({ length: 40 }, (_, place) => besides(centre, place));
  const nearest = Math.min(...places.flatMap((a, i) => places.slice(i + 1).map((b) => metres(a, b))));
  expect(nearest).toBeGreaterThan(8);
});

describe('the ground', () => {
  const station = { latitude: 39.901547, longitude: 116.741787 };
  it('is ours without tiles and with Tianditu', async () => {
    const ground = await groundOf({ provider: 'tianditu', layers: [], subdomains: '0', datum: 'wgs84' });
    expect(ground.shown(station)).toEqual([station.latitude, station.longitude]);
  });
  it('is shifted with Gaode by some hundred metres, and read back to the metre', async () => {
    const ground = await groundOf({ provider: 'gaode', layers: [], subdomains: '1', datum: 'gcj02' });
    const [latitude, longitude] = ground.shown(station);
    const shift = metres({ latitude, longitude }, station);
    expect(shift).toBeGreaterThan(300);
    expect(shift).toBeLessThan(900);
    expect(metres(ground.real(latitude, longitude), station)).toBeLessThan(1);
  });
});

it('a village without facilities, or with too few for a line, has a ring around its centre', () => {
  const centre = { latitude: 39.88175, longitude: 116.74762 };
  for (const facilities of [[], [centre], [centre, { latitude: 39.882, longitude: 116.748 }]]) {
    const ring = outlineOf(centre, facilities);
    expect(ring.length).toBeGreaterThan(8);
    for (const corner of ring) expect(metres(corner, centre)).toBeCloseTo(250, 0);
  }
  const three = [centre, { latitude: 39.89, longitude: 116.74762 }, { latitude: 39.88175, longitude: 116.76 }];
  expect(outlineOf(centre, three)).toHaveLength(3);
});
