import { newKey } from '@shared/api/client';
import { serverClock } from '@shared/domain/time';
import { computed, reactive, toRaw, type ComputedRef } from 'vue';
import { doneAt, nextItem, placeOf, settled, type Send } from './drain';
import { makeRoom } from './room';
import { isFull, type CrewAction, type Order, type OutboxItem, type Store, type StoredItem } from './store';

export type { Send, SendResult } from './drain';
export const LOCK = 'lamplighter-crew-outbox';

export interface Doing {
  order_id: string;
  order_number: string;
  action: CrewAction;
  body?: Record<string, unknown>;
  photo?: OutboxItem['photo'];
}

const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 60;

/**
 * Everything done on this phone, sent one by one in the order it was done, each under a key made before the first
 * attempt and with its own time. What the server refuses stays here with the reason, and holds back the later steps
 * on the same order, until the crew member decides. Nothing leaves silently.
 */
export class Outbox {
  readonly state = reactive({ items: [] as StoredItem[], sending: null as number | null, account_id: '' });
  /** Of whoever is signed in. */
  readonly mine: ComputedRef<StoredItem[]> = computed(() =>
    this.state.items.filter((item) => item.account_id === this.state.account_id),
  );
  /** The same by order: what is asked of it for each of a long list must not go through all of it. */
  readonly by_order: ComputedRef<ReadonlyMap<string, StoredItem[]>> = computed(() => {
    const found = new Map<string, StoredItem[]>();
    for (const item of this.mine.value) found.set(item.order_id, [...(found.get(item.order_id) ?? []), item]);
    return found;
  });
  /** Whether this very step was refused and waits for the crew member's decision: done once more, it would be kept twice. */
  readonly isRefused = (order_id: string, action: CrewAction): boolean =>
    this.by_order.value.get(order_id)?.some((item) => item.action === action && item.state === 'refused') ?? false;
  readonly of_others: ComputedRef<number> = computed(() => this.state.items.length - this.mine.value.length);
  onSent: (item: StoredItem, order: Order | null, made_id: string | null) => void = () => {};
  onRevoked: () => void = () => {};
  onKept: () => void = () => {};
  whyLate: () => string = () => '现场没有网络';

  private wait_seconds = FIRST_WAIT_SECONDS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private more = false;

  constructor(
    private readonly store: Store,
    private readonly send: Send,
  ) {}

  async load(): Promise<void> {
    const stored = await this.store.items();
    const last = stored.at(-1)?.seq ?? 0;
    // What was added while the store was being read is younger than all it gave.
    this.state.items = [...stored, ...this.state.items.filter((item) => item.seq > last)];
  }

  /** From now on this person's items are sent. */
  signIn(account_id: string): void {
    this.state.account_id = account_id;
    this.now();
  }
  signOut(): void {
    this.state.account_id = '';
    clearTimeout(this.timer);
  }

  /** Keeps what was done and sends it as soon as it can; it is stored when this returns. */
  async put(doing: Doing): Promise<void> {
    const item = await this.keep({
      key: newKey(),
      account_id: this.state.account_id,
      order_id: doing.order_id,
      order_number: doing.order_number,
      action: doing.action,
      body: doing.body ?? null,
      photo: doing.photo ?? null,
      state: 'waiting',
      problem: null,
      attempts: 0,
      at: new Date().toISOString(),
      clock: serverClock(),
    });
    if (!this.find(item.seq)) this.state.items.push(item);
    this.onKept();
    this.now();
  }

  // What is not sent is worth more than what has arrived: sent photos go for it, however small it is.
  private async keep(item: OutboxItem): Promise<StoredItem> {
    try {
      return await this.store.add(item);
    } catch (reason) {
      if (!isFull(reason)) throw reason;
      await makeRoom(this.store);
      return this.store.add(item);
    }
  }

  /**
   * A refused step that cannot count any more is left on the order as a note, so that whoever has it now reads what
   * was done and when.
   */
  async keepAsNote(seq: number, text: string): Promise<void> {
    const item = this.find(seq);
    if (!item || item.state !== 'refused') return;
    await this.update(item, { action: 'note', body: { text }, photo: null, state: 'waiting', problem: null, key: newKey() });
    this.now();
  }

  /** Tries at once: the network is back, somebody signed in or asked for it. */
  now(): void {
    this.wait_seconds = FIRST_WAIT_SECONDS;
    this.drain();
  }

  /** Sends a refused item once more. It was not done, so it is a new intention with a new key. */
  async retry(seq: number): Promise<void> {
    const item = this.find(seq);
    if (!item || item.state !== 'refused') return;
    await this.update(item, { state: 'waiting', problem: null, key: newKey() });
    this.now();
  }

  /** Gives one item up, by the crew member's own decision. */
  async discard(seq: number): Promise<void> {
    if (this.state.sending === seq) return;
    await this.store.remove(seq);
    this.drop(seq);
    this.now();
  }

  /** Waits until nothing more can be sent now; for tests and for leaving. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  private drain(): void {
    clearTimeout(this.timer);
    if (this.running) {
      this.more = true;
      return;
    }
    this.running = this.withLock(() => this.sendAll())
      // The phone's own storage failed: what is kept is still there.
      .catch(() => this.again())
      .finally(() => {
      this.running = null;
      this.state.sending = null;
      if (!this.more) return;
      this.more = false;
      this.drain();
    });
  }

  // Two open pages must not send the same item at the same time.
  private async withLock(work: () => Promise<void>): Promise<void> {
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return work();
    await locks.request(LOCK, async () => {
      await this.load();
      await work();
    });
  }

  private async sendAll(): Promise<void> {
    const put_off = new Set<string>();
    for (let item = this.next(put_off); item; item = this.next(put_off)) {
      if (!(await this.sendOne(item, put_off))) return;
    }
    if (put_off.size > 0) this.again();
  }

  private next(put_off: ReadonlySet<string>): StoredItem | undefined {
    return nextItem(this.mine.value, put_off);
  }

  /** Whether to go on with the next one. */
  private async sendOne(item: StoredItem, put_off: Set<string>): Promise<boolean> {
    this.state.sending = item.seq;
    const { body } = settled(item, this.whyLate());
    const counts = body !== item.body;
    await this.update(item, { attempts: item.attempts + 1, body }).catch((reason: unknown) => {
      // A full phone gets room only by sending: how often it was tried need not be kept.
      if (counts || !isFull(reason)) throw reason;
    });
    const result = await this.send(item, doneAt(item));
    this.state.sending = null;
    switch (result.kind) {
      case 'done':
        this.wait_seconds = FIRST_WAIT_SECONDS;
        if (result.order) await this.store.takeOrder(result.order);
        await this.store.remove(item.seq);
        this.drop(item.seq);
        this.onSent(item, result.order, result.made_id);
        return true;
      case 'refused':
        await this.update(item, { state: 'refused', problem: result.problem });
        return true;
      case 'later':
        if (result.only === 'order') put_off.add(placeOf(item));
        else this.again();
        return result.only === 'order';
      case 'signed_out':
        this.signOut();
        return false;
      case 'revoked':
        this.signOut();
        this.onRevoked();
        return false;
    }
  }

  private again(): void {
    const seconds = this.wait_seconds;
    this.wait_seconds = Math.min(this.wait_seconds * 2, LONGEST_WAIT_SECONDS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.drain(), seconds * 1000);
  }

  private find(seq: number): StoredItem | undefined {
    return this.state.items.find((item) => item.seq === seq);
  }

  private async update(item: StoredItem, change: Partial<StoredItem>): Promise<void> {
    const current = this.find(item.seq) ?? item;
    Object.assign(current, change);
    await this.store.change(toRaw(current));
  }

  private drop(seq: number): void {
    this.state.items = this.state.items.filter((item) => item.seq !== seq);
  }
}
