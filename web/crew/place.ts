export interface Point {
  latitude: number;
  longitude: number;
}

const EARTH_RADIUS_METRES = 6_371_000;
const PATIENCE_MILLISECONDS = 10_000;

/** Metres between two points as the crow flies. */
export function distance(from: Point, to: Point): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half_latitude = Math.sin(radians(to.latitude - from.latitude) / 2);
  const half_longitude = Math.sin(radians(to.longitude - from.longitude) / 2);
  const share =
    half_latitude ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * half_longitude ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(share)));
}

/** A link that the phone's own map opens. */
export function mapLink(point: Point, name: string): string {
  const at = `${point.latitude.toFixed(6)},${point.longitude.toFixed(6)}`;
  return `geo:${at}?q=${at}(${encodeURIComponent(name)})`;
}

/** A link that opens the way in AMap, its app or its page; only coordinates and the order's number leave the phone. */
export function amapLink(point: Point, name: string): string {
  const to = `${point.longitude.toFixed(6)},${point.latitude.toFixed(6)},${encodeURIComponent(name)}`;
  return `https://uri.amap.com/navigation?to=${to}&mode=car&coordinate=wgs84&callnative=1`;
}

/** Where the phone is, once; nothing when it may not or cannot say. Nobody's way is followed. */
export function whereAmI(): Promise<Point | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: PATIENCE_MILLISECONDS, maximumAge: 30_000 },
    );
  });
}

const WANTED = 'lamplighter.crew.with_place';

/** Whether this phone may note its position at the moments of proof: on arrival and with a photo. */
export function placeWanted(): boolean {
  try {
    return localStorage.getItem(WANTED) === 'yes';
  } catch {
    return false;
  }
}
export function wantPlace(wanted: boolean): void {
  try {
    localStorage.setItem(WANTED, wanted ? 'yes' : 'no');
  } catch {
    // The choice lasts as long as this page.
  }
}
