import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { gather } from './gather';

describe('reading again when something is heard of', () => {
  let scope: EffectScope;
  beforeEach(() => {
    vi.useFakeTimers();
    scope = effectScope();
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });
  const made = (read: () => Promise<unknown>): (() => void) => scope.run(() => gather(read, 300))!;

  it('begins at once, with all that was told together', async () => {
    const read = vi.fn(() => Promise.resolve());
    const soon = made(read);
    soon();
    soon();
    await vi.advanceTimersByTimeAsync(25);
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('a stream of facts is read every so often, the last one too', async () => {
    const read = vi.fn(() => Promise.resolve());
    const soon = made(read);
    for (let at = 0; at < 3_000; at += 10) {
      soon();
      await vi.advanceTimersByTimeAsync(10);
    }
    const during = read.mock.calls.length;
    expect(during).toBeGreaterThanOrEqual(9);
    expect(during).toBeLessThanOrEqual(11);
    await vi.advanceTimersByTimeAsync(400);
    expect(read.mock.calls.length).toBe(during + 1);
  });

  it('never reads twice at a time, and once more for what came meanwhile', async () => {
    let end = (): void => {};
    const read = vi.fn(() => new Promise<void>((resolve) => (end = resolve)));
    const soon = made(read);
    soon();
    await vi.advanceTimersByTimeAsync(25);
    soon();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(1);
    end();
    await vi.advanceTimersByTimeAsync(400);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is over with its page', async () => {
    const read = vi.fn(() => Promise.resolve());
    const soon = made(read);
    soon();
    scope.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).not.toHaveBeenCalled();
  });
});
