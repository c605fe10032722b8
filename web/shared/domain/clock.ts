// The server's clock as this browser knows it: by itself, for pages that must stay small.

let server_offset_ms = 0;
let server_seen_ms = 0;

/** Keeps how far the server's clock is from this one, from the Date header of an answer (whole seconds). */
export function noteServerDate(date: string | null | undefined, received_at_ms: number = Date.now()): void {
  const server_ms = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(server_ms)) return;
  server_seen_ms = server_ms + 500;
  // The header has no fraction: half a second is the likeliest one.
  const offset = server_ms + 500 - received_at_ms;
  if (Math.abs(offset - server_offset_ms) > 1500) server_offset_ms = offset;
}

/** How far the server's clock is from this one, and when by the server that was last seen; null before any answer. */
export function serverClock(): { offset_ms: number; seen_at_ms: number } | null {
  return server_seen_ms === 0 ? null : { offset_ms: server_offset_ms, seen_at_ms: server_seen_ms };
}
/** What an earlier page had learned, until an answer says it anew. */
export function restoreServerClock(clock: { offset_ms: number; seen_at_ms: number } | null | undefined): void {
  if (!clock || server_seen_ms !== 0) return;
  server_offset_ms = clock.offset_ms;
  server_seen_ms = clock.seen_at_ms;
}

/** Now by the server's clock, in milliseconds. */
export function serverNow(): number {
  return Date.now() + server_offset_ms;
}
