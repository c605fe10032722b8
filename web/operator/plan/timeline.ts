import type { Schemas } from '../../shared/api/client';

type Board = Schemas['PlanBoard'];
type PlanOrder = Schemas['PlanOrder'];
type PlanCrew = Schemas['PlanCrew'];

export const HOUR_MS = 3_600_000;
export const HOUR_PX = 148;
const SHORTEST_MS = 6 * HOUR_MS;
const LONGEST_MS = 20 * HOUR_MS;
/** How long an order on site is shown when nobody knows when it will be done. */
const ON_SITE_MS = 45 * 60_000;
const NARROWEST_PX = 30;
/** So many orders without a time stand side by side; they have to fit beside the crew's name on a small desk. */
export const LOOSE_A_LINE = 4;

export interface Axis {
  from: number;
  to: number;
  hours: number[];
  width: number;
}
export interface Block {
  order: PlanOrder;
  from: number;
  to: number;
  on_site: boolean;
}
export interface Row {
  crew: PlanCrew;
  blocks: Block[];
  /** With this crew, but no time was planned. */
  loose: PlanOrder[];
}

/** A crew's visits in time; an order on site began when the crew arrived. */
export function rowOf(crew: PlanCrew, now_ms: number): Row {
  const blocks: Block[] = [];
  const loose: PlanOrder[] = [];
  for (const order of crew.on_site) {
    const from = Date.parse(order.arrived_at ?? order.visit?.arrival ?? '') || now_ms;
    const planned = Date.parse(order.visit?.finish ?? '') || from + ON_SITE_MS;
    blocks.push({ order, from, to: Math.max(planned, now_ms), on_site: true });
  }
  for (const order of crew.visits) {
    if (!order.visit) loose.push(order);
    else blocks.push({ order, from: Date.parse(order.visit.arrival), to: Date.parse(order.visit.finish), on_site: false });
  }
  return { crew, blocks: blocks.sort((a, b) => a.from - b.from), loose };
}

/** From an hour that holds now to the end of the last visit or shift, in whole hours. */
export function axisOf(board: Board, now_ms: number): Axis {
  const rows = board.crews.map((crew) => rowOf(crew, now_ms));
  const starts = rows.flatMap((row) => row.blocks.map((block) => block.from)).filter((ms) => ms > now_ms - 3 * HOUR_MS);
  const ends = rows.flatMap((row) => row.blocks.map((block) => block.to));
  const shifts = board.crews.flatMap((crew) => (crew.on_shift && crew.shift_ends ? [Date.parse(crew.shift_ends)] : []));
  const from = Math.floor(Math.min(now_ms - HOUR_MS / 4, ...starts) / HOUR_MS) * HOUR_MS;
  const last = Math.max(from + SHORTEST_MS, ...ends, ...shifts);
  const to = Math.min(from + LONGEST_MS, Math.ceil(last / HOUR_MS) * HOUR_MS);
  const hours: number[] = [];
  for (let ms = from; ms < to; ms += HOUR_MS) hours.push(ms);
  return { from, to, hours, width: ((to - from) / HOUR_MS) * HOUR_PX };
}

export function leftOf(ms: number, axis: Axis): number {
  const px = ((ms - axis.from) / HOUR_MS) * HOUR_PX;
  return Math.max(0, Math.min(axis.width, px));
}

/** Where a block stands; one that begins after the axis ends stands at its end, so that nothing is hidden. */
export function placeOf(block: Block, axis: Axis): { left: string; width: string } {
  const left = Math.min(leftOf(block.from, axis), axis.width - NARROWEST_PX);
  const right = Math.max(leftOf(block.to, axis), left + NARROWEST_PX);
  return { left: `${Math.round(left)}px`, width: `${Math.round(right - left) - 2}px` };
}

/** Lines so that blocks which overlap (an order on site that takes longer) do not hide one another. */
export function linesOf(blocks: readonly Block[]): number[] {
  const ends: number[] = [];
  return blocks.map((block) => {
    const width_ms = (NARROWEST_PX / HOUR_PX) * HOUR_MS;
    let line = ends.findIndex((end) => end <= block.from);
    if (line < 0) line = ends.length;
    ends[line] = Math.max(block.to, block.from + width_ms);
    return line;
  });
}

/** How many lines high a row is: orders without a time stand on lines of their own, so that they hide no visit. */
export function heightOf(row: Row, lines: readonly number[]): number {
  return Math.max(1, Math.max(0, ...lines.map((line) => line + 1)) + Math.ceil(row.loose.length / LOOSE_A_LINE));
}

/** The last digits of a number, by which a room calls an order. */
export const shortNumber = (number: string): string => number.split('-').at(-1) ?? number;
