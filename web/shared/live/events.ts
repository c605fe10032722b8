import { ref, type Ref } from 'vue';
import type { Schemas } from '../api/client';
import { names } from '../domain/labels';

export type LiveEvent = Schemas['Event'];
export type LiveState = 'connected' | 'connecting' | 'offline';

interface Source {
  readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(kind: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface LiveOptions {
  url?: string;
  /** Each event once, in order. */
  onEvent: (event: LiveEvent) => void;
  /** Events may have been missed: read the lists anew. */
  onReset: () => void;
  /** For tests. */
  open?: (url: string) => Source;
}

const CLOSED = 2;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const OFFLINE_AFTER_MS = 8_000;

/** The server's live events: goes on after the last one seen, for as long as it takes, and says how it stands. */
export class LiveEvents {
  readonly state: Ref<LiveState> = ref('connecting');
  private source: Source | undefined;
  private last_id = '';
  private wait_ms = FIRST_WAIT_MS;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private give_up: ReturnType<typeof setTimeout> | undefined;
  private started = false;
  private was_connected = false;

  constructor(private readonly options: LiveOptions) {}

  start(): void {
    if (this.started) return;
    this.started = true;
    window.addEventListener('online', this.on_online);
    window.addEventListener('offline', this.on_offline);
    this.connect();
  }

  stop(): void {
    this.started = false;
    window.removeEventListener('online', this.on_online);
    window.removeEventListener('offline', this.on_offline);
    this.drop();
    this.calm();
  }

  private readonly on_online = (): void => {
    this.wait_ms = FIRST_WAIT_MS;
    this.connect();
  };

  private readonly on_offline = (): void => {
    this.drop();
    this.state.value = 'offline';
  };

  private drop(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = undefined;
  }

  private calm(): void {
    clearTimeout(this.give_up);
    this.give_up = undefined;
  }

  private connect(): void {
    this.drop();
    const base = this.options.url ?? '/api/v1/events';
    const url = this.last_id ? `${base}?after=${encodeURIComponent(this.last_id)}` : base;
    const source = this.options.open ? this.options.open(url) : (new EventSource(url) as Source);
    this.source = source;
    this.lost();
    source.onopen = () => this.opened();
    source.onerror = () => this.failed(source);
    for (const kind of Object.keys(names.event_kind)) source.addEventListener(kind, (event) => this.take(event));
    source.addEventListener('reset', (event) => {
      if (event.lastEventId) this.last_id = event.lastEventId;
      this.options.onReset();
    });
  }

  private opened(): void {
    this.calm();
    this.wait_ms = FIRST_WAIT_MS;
    this.state.value = 'connected';
    // Without an id to go on from, whatever happened while we were away is unknown.
    if (this.was_connected && !this.last_id) this.options.onReset();
    this.was_connected = true;
  }

  private failed(source: Source): void {
    if (source !== this.source || !this.started) return;
    this.lost();
    // The browser reconnects by itself unless the answer was no stream at all.
    if (source.readyState !== CLOSED) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), this.wait_ms);
    this.wait_ms = Math.min(this.wait_ms * 2, LONGEST_WAIT_MS);
  }

  private lost(): void {
    if (this.state.value === 'connected') this.state.value = 'connecting';
    this.give_up ??= setTimeout(() => {
      this.state.value = 'offline';
    }, OFFLINE_AFTER_MS);
  }

  private take(message: MessageEvent<string>): void {
    if (message.lastEventId) this.last_id = message.lastEventId;
    let event: LiveEvent;
    try {
      event = JSON.parse(message.data) as LiveEvent;
    } catch {
      this.options.onReset();
      return;
    }
    this.options.onEvent(event);
  }
}
