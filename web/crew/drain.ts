import { serverClock, serverNow } from '@shared/domain/time';
import type { Problem } from '@shared/api/client';
import { fieldTime } from './field_time';
import type { Order, StoredItem } from './store';

/** What came of sending one item. `later`: nothing is known about it; `order`: the others may go on. */
export type SendResult =
  | { kind: 'done'; order: Order | null; made_id: string | null }
  | { kind: 'later'; only: 'order' | 'all' }
  | { kind: 'signed_out' }
  | { kind: 'revoked' }
  | { kind: 'refused'; problem: Problem };
/** Sends it as done at this time by the server's clock. */
export type Send = (item: StoredItem, done_at: string) => Promise<SendResult>;

const LONGEST_LATE_MS = (7 * 24 - 1) * 3_600_000;
const LATE_MS = 10 * 60_000;

/** What an item says beside any step of its order: it waits for none and holds none back. */
export const standsAlone = (item: Pick<StoredItem, 'action'>): boolean => ALONE.has(item.action);
const ALONE: ReadonlySet<StoredItem['action']> = new Set(['note', 'photo', 'report', 'proof', 'shift_on', 'shift_off', 'sick']);

/**
 * The next one to send: the oldest whose order has no refused step before it and that was not put off in this round.
 * @param put_off the orders (by id; a report by its key) of which something was put off
 */
export function nextItem(items: readonly StoredItem[], put_off: ReadonlySet<string> = new Set()): StoredItem | undefined {
  const refused = items.filter((item) => item.state === 'refused' && !standsAlone(item));
  return items.find(
    (item) =>
      item.state === 'waiting' && !put_off.has(placeOf(item)) &&
      (standsAlone(item) || !refused.some((one) => one.order_id === item.order_id && one.seq < item.seq)),
  );
}
export const placeOf = (item: Pick<StoredItem, 'order_id' | 'key'>): string => item.order_id || item.key;

/** When it was done, by the server's clock. */
export function doneAt(item: Pick<StoredItem, 'at' | 'clock'>): string {
  const ms = fieldTime(Date.parse(item.at), item.clock, serverClock(), serverNow());
  return new Date(ms).toISOString();
}

/**
 * A report as it is sent, each time the same: the time when it was noticed stands in its body, so it is settled before
 * the first attempt.
 */
export function settled(item: StoredItem, why_late: string): StoredItem {
  if (item.action !== 'report' || item.body?.received_at !== undefined) return item;
  const now = serverNow();
  // Whole seconds, and never in the server's future.
  const ms = Math.floor(Math.max(Math.min(Date.parse(doneAt(item)), now - 2_000), now - LONGEST_LATE_MS) / 1000) * 1000;
  const late = now - ms > LATE_MS;
  return {
    ...item,
    body: { ...item.body, received_at: new Date(ms).toISOString(), ...(late ? { backdating_reason: why_late } : {}) },
  };
}
