import type { Schemas } from '../api/client';
import { nextClock } from '../domain/sla';

/** Degrees, WGS-84. */
export interface Place {
  latitude: number;
  longitude: number;
}
export interface Point extends Place {
  id: string;
  class: string;
  village: string;
}

/** The facilities as they came: five numbers each. */
export function pointsOf(map: Pick<Schemas['Map'], 'classes' | 'villages' | 'points'>): Point[] {
  return map.points.map(([id, of_class, village, latitude, longitude]) => ({
    id: String(id),
    class: map.classes[of_class ?? -1] ?? '',
    village: map.villages[village ?? -1] ?? '',
    latitude: latitude ?? 0,
    longitude: longitude ?? 0,
  }));
}

export type Lateness = 'late' | 'soon' | 'in_time';

/** How an order stands: past a promise, past the warning, or neither. */
export function latenessOf(order: Pick<Schemas['WorkOrder'], 'clocks' | 'due_at' | 'paused'>, now_ms: number): Lateness {
  const clock = nextClock(order);
  if (!clock || clock.state === 'paused') return 'in_time';
  if (now_ms >= Date.parse(clock.due_at)) return 'late';
  return now_ms >= Date.parse(clock.warn_at) ? 'soon' : 'in_time';
}

const GOLDEN_ANGLE = 2.399963;
const METRES_PER_DEGREE = 111_195;

/** The place beside a centre for the nth thing of which no more than the village is known: a spiral, 12 m apart. */
export function besides(centre: Place, place: number): Place {
  const away = (12 * Math.sqrt(place)) / METRES_PER_DEGREE;
  return {
    latitude: centre.latitude + away * Math.sin(place * GOLDEN_ANGLE),
    longitude: centre.longitude + (away * Math.cos(place * GOLDEN_ANGLE)) / Math.cos((centre.latitude * Math.PI) / 180),
  };
}

export interface PlacedOrder extends Place {
  order: Schemas['WorkOrder'];
  lateness: Lateness;
  /** No more than the village is known. */
  roughly: boolean;
}

/** Where each order lies: its own place, its facility's, else beside the centre of its village. Without any it is left out. */
export function placeOrders(
  orders: readonly Schemas['WorkOrder'][],
  facilities: ReadonlyMap<string, Place>,
  villages: ReadonlyMap<string, Place>,
  now_ms: number,
): PlacedOrder[] {
  const beside = new Map<string, number>();
  const placed: PlacedOrder[] = [];
  for (const order of orders) {
    const own = order.position ?? (order.facility ? facilities.get(order.facility.id) : undefined);
    const lateness = latenessOf(order, now_ms);
    if (own) {
      placed.push({ latitude: own.latitude, longitude: own.longitude, order, lateness, roughly: false });
      continue;
    }
    const centre = order.village ? villages.get(order.village) : undefined;
    if (!centre || !order.village) continue;
    const place = beside.get(order.village) ?? 0;
    beside.set(order.village, place + 1);
    placed.push({ ...besides(centre, place), order, lateness, roughly: true });
  }
  return placed;
}

export interface Stop extends Partial<Place> {
  crew_id: string;
  order_id: string;
  number: string;
  arrival: string | null;
  on_site: boolean;
}

/** Of each crew where it is, else where it goes next. */
export function stopsOf(board: Pick<Schemas['PlanBoard'], 'crews'>, orders: readonly PlacedOrder[]): Stop[] {
  const places = new Map(orders.map((one) => [one.order.id, one]));
  return board.crews.flatMap((crew) => {
    const on_site = crew.on_site[0];
    const next = on_site ?? crew.visits[0];
    if (!next) return [];
    const place = places.get(next.id);
    return [{
      crew_id: crew.id,
      order_id: next.id,
      number: next.number,
      arrival: next.visit?.arrival ?? null,
      on_site: !!on_site,
      ...(place ? { latitude: place.latitude, longitude: place.longitude } : {}),
    }];
  });
}

/** The convex hull of places (Andrew's monotone chain), for a line around a village's facilities. */
export function hullOf(places: readonly Place[]): Place[] {
  const sorted = [...places].sort((a, b) => a.longitude - b.longitude || a.latitude - b.latitude);
  if (sorted.length < 3) return sorted;
  const turns_right = (o: Place, a: Place, b: Place): boolean =>
    (a.longitude - o.longitude) * (b.latitude - o.latitude) - (a.latitude - o.latitude) * (b.longitude - o.longitude) <= 0;
  const half = (all: readonly Place[]): Place[] => {
    const line: Place[] = [];
    for (const place of all) {
      while (line.length >= 2 && turns_right(line[line.length - 2]!, line[line.length - 1]!, place)) line.pop();
      line.push(place);
    }
    return line.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const RING_METRES = 250;
const RING_CORNERS = 24;

/** The line around a village: around its facilities, or a ring around its centre where too few are known for one. */
export function outlineOf(centre: Place, facilities: readonly Place[]): Place[] {
  const hull = hullOf(facilities);
  if (hull.length > 2) return hull;
  const away = RING_METRES / METRES_PER_DEGREE;
  return Array.from({ length: RING_CORNERS }, (_, corner) => {
    const turn = (corner * 2 * Math.PI) / RING_CORNERS;
    return {
      latitude: centre.latitude + away * Math.sin(turn),
      longitude: centre.longitude + (away * Math.cos(turn)) / Math.cos((centre.latitude * Math.PI) / 180),
    };
  });
}

/** Metres between two places of one town. */
export function metres(a: Place, b: Place): number {
  const north = (a.latitude - b.latitude) * METRES_PER_DEGREE;
  const east = (a.longitude - b.longitude) * METRES_PER_DEGREE * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}
