import type { Store } from './store';

/** A photo of the camera while it is made small, and what it is kept as. */
export const PHOTO_ROOM_BYTES = 12 * 1024 * 1024;
/** A photo at its largest, and once more: a browser gives back what was let go of only after a while. */
export const KEPT_PHOTO_BYTES = 1024 * 1024;
/** Sent photos are kept for looking at without a network, within this. */
export const SENT_PHOTO_BYTES = 30 * 1024 * 1024;

const SETTLE_MILLISECONDS = 200;

export type Estimate = () => Promise<StorageEstimate>;
const browser: Estimate = () => navigator.storage.estimate();

/** Whether there is room for one more photo; sent ones go first, the oldest before the others. */
export async function makeRoom(store: Store, estimate: Estimate = browser): Promise<boolean> {
  let free = await freeBytes(estimate);
  while (free < PHOTO_ROOM_BYTES || !(await store.hasRoom(KEPT_PHOTO_BYTES))) {
    const freed = await store.dropOldestSentPhoto();
    if (freed === null) return false;
    free += freed;
    // What was just read from the store is let go of a moment later; until then the next one would go for nothing.
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
  }
  return true;
}

// A browser that says nothing, or always the same: then what can really be kept decides.
async function freeBytes(estimate: Estimate): Promise<number> {
  try {
    const { quota, usage } = await estimate();
    return quota === undefined || usage === undefined ? Number.POSITIVE_INFINITY : quota - usage;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Keeps a photo that has arrived, and lets the oldest go when they are too many; a full phone keeps none. */
export async function keepSent(
  store: Store, photo_id: string, order_id: string, at: string, bytes: ArrayBuffer, most = SENT_PHOTO_BYTES,
): Promise<void> {
  try {
    await store.keepSentPhoto({ photo_id, order_id, at, bytes });
    let kept = await store.sentPhotoBytes();
    while (kept > most) kept -= (await store.dropOldestSentPhoto()) ?? kept;
  } catch {
    // It has arrived; only the look at it without a network is missing.
  }
}
