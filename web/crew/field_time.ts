/** How far this phone's clock was from the server's, and when (by the server) that was last seen. */
export interface ClockSeen {
  offset_ms: number;
  seen_at_ms: number;
}

/** Answers come with whole seconds and take their time. */
const SLACK_MS = 3_000;
/** From here on a person is told that the phone's clock is wrong. */
export const WRONG_CLOCK_MS = 120_000;

/**
 * When something was done, by the server's clock. The offset known when it was done counts, unless it leads to before
 * the last contact or into the future: then the phone's clock was set since, and the offset of now counts.
 * @param at_ms by this phone's clock when it was done
 * @param then what was known of the clock when it was done
 * @param now what is known now
 * @param server_now_ms now by the server's clock
 */
export function fieldTime(at_ms: number, then: ClockSeen | null, now: ClockSeen | null, server_now_ms: number): number {
  const earliest = then ? then.seen_at_ms - SLACK_MS : Number.NEGATIVE_INFINITY;
  const possible = (ms: number): boolean => ms >= earliest && ms <= server_now_ms + SLACK_MS;
  const [before, after] = [then, now].map((clock) => (clock ? at_ms + clock.offset_ms : null));
  if (before !== null && before !== undefined && possible(before)) return Math.min(before, server_now_ms);
  if (after !== null && after !== undefined && possible(after)) return Math.min(after, server_now_ms);
  const guess = after ?? before ?? at_ms;
  return Math.min(Math.max(guess, earliest), server_now_ms);
}
