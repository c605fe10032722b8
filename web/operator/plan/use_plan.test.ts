import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { usePlan } from './use_plan';

type Heard = { onEvent: (event: { kind: string }) => void; onReset: () => void };
const live = vi.hoisted(() => ({ heard: null as unknown }));
const get = vi.hoisted(() => vi.fn());
vi.mock('../../shared/live/bus', () => ({ useLive: (heard: unknown) => (live.heard = heard) }));
vi.mock('../../shared/api/client', () => ({ api: { GET: get }, ask: (answer: Promise<unknown>) => answer }));

describe('the plan board hears of what happens', () => {
  let scope: EffectScope;
  let shown = true;
  const hear = (kind: string): void => (live.heard as Heard).onEvent({ kind });
  beforeEach(() => {
    vi.useFakeTimers();
    get.mockReset().mockImplementation(() => Promise.resolve({ ok: true, data: { crews: [] } }));
    shown = true;
    scope = effectScope();
    scope.run(() => usePlan(() => shown));
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  it('at once, and what follows closely together', async () => {
    hear('work_order_assigned');
    await vi.advanceTimersByTimeAsync(50);
    expect(get).toHaveBeenCalledTimes(1);
    for (let each = 0; each < 10; each += 1) hear('work_order_accepted');
    await vi.advanceTimersByTimeAsync(300);
    expect(get).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('but not of what changes no plan, nor while nobody looks', async () => {
    hear('reporter_informed');
    hear('report_received');
    await vi.advanceTimersByTimeAsync(2_000);
    shown = false;
    hear('work_order_assigned');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(get).not.toHaveBeenCalled();
  });

  it('reads at least once a minute while it is looked at, and no more when it is left', async () => {
    await vi.advanceTimersByTimeAsync(61_000);
    expect(get).toHaveBeenCalledTimes(1);
    scope.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(get).toHaveBeenCalledTimes(1);
  });
});
