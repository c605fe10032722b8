import { onScopeDispose } from 'vue';

/** One act tells several facts at once: they are heard together. */
const TOGETHER_MS = 20;

/**
 * Reads again when something is heard of: the first time at once, after that at most every `gap_ms`, and never
 * twice at a time. What is heard of while it reads makes it read once more.
 */
export function gather(read: () => Promise<unknown>, gap_ms: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let began_ms = -Infinity;
  let reading = false;
  let again = false;
  let over = false;

  async function begin(): Promise<void> {
    timer = undefined;
    reading = true;
    began_ms = performance.now();
    try {
      await read();
    } finally {
      reading = false;
      if (again && !over) {
        again = false;
        soon();
      }
    }
  }
  function soon(): void {
    if (reading) {
      again = true;
      return;
    }
    timer ??= setTimeout(() => void begin(), Math.max(TOGETHER_MS, began_ms + gap_ms - performance.now()));
  }
  onScopeDispose(() => {
    over = true;
    clearTimeout(timer);
  });
  return soon;
}
