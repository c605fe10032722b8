import type { RouteLocationRaw } from 'vue-router';
import type { Schemas } from '../../shared/api/client';
import { linkTo, plusDays, type Asked, type Days } from '../figures/figures';

const DAY_MS = 86_400_000;

/** Where the fact behind a have can be looked at; nothing when there is nothing to look at. */
export function proofOf(one: Schemas['Evidence'], asked: Asked): RouteLocationRaw | string | null {
  if (one.figure) return linkTo(one.figure, 'denominator', asked, undefined);
  switch (one.code) {
    case 'classes_with_policy':
    case 'policies_with_basis':
      return { name: 'rules', params: { part: 'policies' } };
    case 'escalation_chains':
      return { name: 'rules', params: { part: 'chains' } };
    case 'reasons_with_approval':
      return { name: 'rules', params: { part: 'reasons' } };
    case 'crews_on_shift':
    case 'orders_in_hand':
    case 'crews_over_capacity':
      return { name: 'insight', params: { part: 'crews' }, query: { from: asked.from, to: asked.to } };
    case 'orders_without_crew':
      return { name: 'list', query: { show: 'state', state: 'open' } };
    case 'waiting_for_funds':
    case 'waiting_for_parts':
    case 'rechecks_passed':
    case 'rechecks_open':
    case 'alerts_acknowledged':
      return '/operator/desk';
    default:
      return null;
  }
}

/** The address of the orders behind a number of the patterns. */
export function receivedLink(asked: Days, where: Record<string, string | number | null | undefined>): RouteLocationRaw {
  const query: Record<string, string> = { from: asked.from, to: asked.to };
  for (const [key, value] of Object.entries(where)) if (value !== null && value !== undefined && value !== '') query[key] = String(value);
  return { name: 'figure', params: { code: 'received' }, query };
}

/** The days before, as many as are asked for. */
export function daysBefore(days: Days): Days {
  const length = Math.round((Date.parse(days.to) - Date.parse(days.from)) / DAY_MS) + 1;
  return { from: plusDays(days.from, -length), to: plusDays(days.from, -1) };
}

/** The same days of the year before. */
export function yearBefore(days: Days): Days {
  return { from: plusDays(days.from, -364), to: plusDays(days.to, -364) };
}

export type Change = 'better' | 'worse' | 'same' | 'unknown';

/** Whether a rate went the right way; less than a tenth of a point is no change. */
export function changeOf(now: number | null, before: number | null, more_is_better: boolean): Change {
  if (now === null || before === null) return 'unknown';
  const difference = now - before;
  if (Math.abs(difference) < 0.1) return 'same';
  return difference > 0 === more_is_better ? 'better' : 'worse';
}

/** How dark a cell of a heat map is: 0 for none, 1 to 5. */
export function shade(count: number, most: number): number {
  if (count <= 0 || most <= 0) return 0;
  return Math.max(1, Math.ceil((count / most) * 5));
}

/** The points of a line for an SVG of this size; a gap where a value is missing. */
export function lines(values: (number | null)[], width: number, height: number): string[] {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const parts: string[] = [];
  let points: string[] = [];
  values.forEach((value, index) => {
    if (value === null) {
      if (points.length > 0) parts.push(points.join(' '));
      points = [];
      return;
    }
    points.push(`${(index * step).toFixed(1)},${(height - (Math.max(0, Math.min(100, value)) / 100) * height).toFixed(1)}`);
  });
  if (points.length > 0) parts.push(points.join(' '));
  return parts;
}

/** A month of the town: 2026-11. */
export function daysOfMonth(month: string, today: string): Days {
  const from = `${month}-01`;
  const last = plusDays(`${plusDays(from, 31).slice(0, 7)}-01`, -1);
  return { from, to: last < today ? last : today };
}
export function monthBefore(month: string): string {
  return plusDays(`${month}-01`, -1).slice(0, 7);
}
