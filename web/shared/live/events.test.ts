import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveEvents, type LiveEvent } from './events';

class FakeSource {
  static all: FakeSource[] = [];
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  listeners = new Map<string, (event: MessageEvent<string>) => void>();
  closed = false;
  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  addEventListener(kind: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(kind, listener);
  }
  close(): void {
    this.closed = true;
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.(new Event('open'));
  }
  tells(kind: string, id: string, data = '{}'): void {
    this.listeners.get(kind)?.({ data, lastEventId: id } as MessageEvent<string>);
  }
  fails(state: number): void {
    this.readyState = state;
    this.onerror?.(new Event('error'));
  }
}

describe('LiveEvents', () => {
  const seen: LiveEvent[] = [];
  let resets = 0;
  let live: LiveEvents;
  const newest = (): FakeSource => FakeSource.all.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSource.all = [];
    seen.length = 0;
    resets = 0;
    live = new LiveEvents({
      onEvent: (event) => seen.push(event),
      onReset: () => (resets += 1),
      open: (url) => new FakeSource(url),
    });
    live.start();
  });
  afterEach(() => {
    live.stop();
    vi.useRealTimers();
  });

  it('goes on after the last event it saw', () => {
    newest().opens();
    expect(live.state.value).toBe('connected');
    newest().tells('work_order_opened', '41', '{"id":"41","kind":"work_order_opened"}');
    expect(seen.map((event) => event.id)).toEqual(['41']);
    newest().fails(2);
    expect(live.state.value).toBe('connecting');
    vi.advanceTimersByTime(1_000);
    expect(FakeSource.all).toHaveLength(2);
    expect(newest().url).toBe('/api/v1/events?after=41');
    newest().opens();
    expect(live.state.value).toBe('connected');
    expect(resets).toBe(0);
  });

  it('leaves a short break to the browser', () => {
    newest().opens();
    newest().fails(0);
    vi.advanceTimersByTime(5_000);
    expect(FakeSource.all).toHaveLength(1);
    expect(live.state.value).toBe('connecting');
    vi.advanceTimersByTime(5_000);
    expect(live.state.value).toBe('offline');
    newest().opens();
    expect(live.state.value).toBe('connected');
  });

  it('waits longer after each refusal, but tries at once when the network is back', () => {
    newest().fails(2);
    vi.advanceTimersByTime(1_000);
    newest().fails(2);
    vi.advanceTimersByTime(1_999);
    expect(FakeSource.all).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(FakeSource.all).toHaveLength(3);
    window.dispatchEvent(new Event('offline'));
    expect(live.state.value).toBe('offline');
    expect(newest().closed).toBe(true);
    window.dispatchEvent(new Event('online'));
    expect(FakeSource.all).toHaveLength(4);
  });

  it('asks for a fresh reading after a reset or unreadable news', () => {
    newest().opens();
    newest().tells('reset', '99');
    expect(resets).toBe(1);
    newest().tells('note_added', '100', 'not json');
    expect(resets).toBe(2);
    newest().fails(2);
    vi.advanceTimersByTime(1_000);
    expect(newest().url).toBe('/api/v1/events?after=100');
  });

  it('stops when told to', () => {
    newest().opens();
    live.stop();
    expect(newest().closed).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.all).toHaveLength(1);
  });
});
