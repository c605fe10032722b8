import type { Schemas } from '../api/client';
import type { Place } from './places';

/** How places of the town are drawn on the ground, and read from it. */
export interface Ground {
  shown: (place: Place) => [latitude: number, longitude: number];
  real: (latitude: number, longitude: number) => Place;
}

const AS_IT_IS: Ground = {
  shown: (place) => [place.latitude, place.longitude],
  real: (latitude, longitude) => ({ latitude, longitude }),
};

/** Gaode's tiles are shifted as the law wants it (GCJ-02); Tianditu's CGCS2000 and our own data differ by less than a metre. */
export async function groundOf(tiles: Schemas['MapTiles'] | null): Promise<Ground> {
  if (tiles?.datum !== 'gcj02') return AS_IT_IS;
  const { default: gcoord } = await import('gcoord');
  return {
    shown: ({ latitude, longitude }) => {
      const [east, north] = gcoord.transform([longitude, latitude], gcoord.WGS84, gcoord.GCJ02);
      return [north, east];
    },
    real: (latitude, longitude) => {
      const [east, north] = gcoord.transform([longitude, latitude], gcoord.GCJ02, gcoord.WGS84);
      return { latitude: north, longitude: east };
    },
  };
}
