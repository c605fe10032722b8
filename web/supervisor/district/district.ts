import type { Schemas } from '../../shared/api/client';

export type Town = Schemas['TownRow'];
export type Rate = Schemas['TownRate'];

export const EVERY_MS = 5_000;

/** What needs eyes first, first: who gives no answer, then most late, then most soon late. */
export function inOrder(towns: readonly Town[]): Town[] {
  const weight = (town: Town): number[] => [town.problem ? 1 : 0, town.figures?.late ?? 0, town.figures?.late_soon ?? 0];
  return [...towns].sort((one, other) => {
    const a = weight(one);
    const b = weight(other);
    const first = a.findIndex((value, place) => value !== b[place]);
    return first < 0 ? one.code.localeCompare(other.code) : (b[first] ?? 0) - (a[first] ?? 0);
  });
}

export const rateWords = (rate: Rate): string => (rate.percent === null ? '–' : `${rate.percent.toFixed(1)} %`);

/** Where a town's own pages are; only addresses of the web. */
export function townLink(url: string | null, path = ''): string | undefined {
  return url && /^https?:\/\//.test(url) ? url.replace(/\/+$/, '') + path : undefined;
}
