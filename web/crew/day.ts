import type { Schemas } from '@shared/api/client';
import { townDay } from '@shared/domain/time';
import type { Order } from './store';

/** When the crew is expected at each order, in which order. */
export type Day = Record<string, { position: number; arrival: string }>;

/** Where the crew is to wait while it has nothing to do; null: anywhere. */
export type Waiting = Schemas['CrewWaiting'] | null;

/** What the plan says of the crew: its day, and where it waits. */
export function dayOf(board: Schemas['PlanBoard']): { day: Day; waiting: Waiting } {
  const day: Day = {};
  for (const { id, visit } of board.crews.flatMap((crew) => [...crew.on_site, ...crew.visits])) {
    if (visit) day[id] = { position: visit.position, arrival: visit.arrival };
  }
  return { day, waiting: board.crews[0]?.waiting ?? null };
}

export const due = (order: Order): number => (order.due_at === null ? Number.POSITIVE_INFINITY : Date.parse(order.due_at));

// One that nobody has planned yet (danger that just came in) is not put behind a whole day.
const place = (order: Order, day: Day): number =>
  day[order.id]?.position ?? (order.severity === 'danger' ? -1 : Number.MAX_SAFE_INTEGER);

/**
 * What is begun comes first, then the day as it was planned; without a plan the server's priority says what to do.
 * Who waits for a part can wait.
 */
export const sooner = (one: Order, other: Order, day: Day): number =>
  Number(one.paused) - Number(other.paused) ||
  Number(other.state === 'under_way') - Number(one.state === 'under_way') ||
  place(one, day) - place(other, day) ||
  other.priority - one.priority ||
  due(one) - due(other);

/** Whether an order is planned for a later day of the town than this moment; without a plan it is today's. */
export function isLaterDay(order: Order, day: Day, now: number): boolean {
  const arrival = day[order.id]?.arrival;
  return arrival !== undefined && townDay(Date.parse(arrival)) > townDay(now);
}
