import type { Account } from '@shared/api/session';
import type { Problem, Schemas } from '@shared/api/client';
import type { Unmasked } from '@shared/privacy/unmask';
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ClockSeen } from './field_time';

/** What a crew does from its phone: to an order, or a report of something it found. */
export type CrewAction =
  | 'accept' | 'contact' | 'arrive' | 'make_safe' | 'pause' | 'resume' | 'resolve' | 'note' | 'photo' | 'request' | 'report' | 'proof'
  | 'shift_on' | 'shift_off' | 'sick' | 'lend' | 'take_back';
export type PhotoStep = 'before' | 'after' | 'other' | 'signature' | 'voice';

/** One thing done on this phone that the server has not yet confirmed. */
export interface OutboxItem {
  seq?: number;
  key: string;
  account_id: string;
  /** Empty for a report. */
  order_id: string;
  order_number: string;
  action: CrewAction;
  /** The request's JSON, or none. */
  body: Record<string, unknown> | null;
  photo: { bytes: ArrayBuffer; step: PhotoStep; type?: string; label?: string; position?: { latitude: number; longitude: number } } | null;
  state: 'waiting' | 'refused';
  problem: Problem | null;
  attempts: number;
  /** By this phone's clock. */
  at: string;
  /** What was known of that clock then. */
  clock: ClockSeen | null;
}
export type StoredItem = OutboxItem & { seq: number };
export type Order = Schemas['WorkOrder'] & Partial<Schemas['WorkOrderDetail']>;

/** A photo that has arrived: still to be seen without a network, and the first to go when room is short. */
export interface SentPhoto {
  seq?: number;
  photo_id: string;
  order_id: string;
  at: string;
  bytes: ArrayBuffer;
}

interface Shape extends DBSchema {
  outbox: { key: number; value: OutboxItem };
  orders: { key: string; value: Order };
  facts: { key: string; value: unknown };
  sent_photos: { key: number; value: SentPhoto; indexes: { by_order: string } };
}

/** 1: outbox, orders, facts. 2: sent photos, and what was known of the phone's clock. */
export const VERSION = 2;
const NAME = 'lamplighter-crew';
const RANDOM_AT_ONCE = 65_536;
const CALLING: readonly Schemas['WorkOrderState'][] = ['accepted', 'under_way'];

// What pages look at is wrapped by Vue, and a database takes no wrapped things.
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** There is no room left on the phone for what was to be kept. */
export const isFull = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'QuotaExceededError';
// What the server says can be asked for again: a full phone shows it all the same, and goes on sending.
const unlessFull = (work: Promise<unknown>): Promise<void> => work.then(() => undefined, (reason: unknown) => {
  if (!isFull(reason)) throw reason;
});

/** The phone holds what a newer page has written: this one must not touch it. */
export const isTooOld = (reason: unknown): boolean => reason instanceof Error && reason.name === 'VersionError';

/** What the phone keeps without a network: the outbox, the orders last seen, who is signed in, the catalog. */
export class Store {
  /** Orders that stand in the store as they are here. */
  private readonly written = new WeakSet<Order>();

  private constructor(private readonly database: IDBPDatabase<Shape>) {}

  /** The store if this phone has one: nothing is made anew, also not where it is just being wiped. */
  static async existing(name = NAME): Promise<Store | null> {
    return Store.open(name, false).catch((reason: unknown) => {
      if (reason instanceof DOMException && reason.name === 'AbortError') return null;
      throw reason;
    });
  }

  static async open(name = NAME, make = true): Promise<Store> {
    const database = await openDB<Shape>(name, VERSION, {
      upgrade(fresh, from, _to, transaction) {
        if (from < 1 && !make) {
          transaction.done.catch(() => undefined);
          transaction.abort();
          return;
        }
        if (from < 1) {
          fresh.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
          fresh.createObjectStore('orders', { keyPath: 'id' });
          fresh.createObjectStore('facts');
        }
        if (from < 2) {
          const photos = fresh.createObjectStore('sent_photos', { keyPath: 'seq', autoIncrement: true });
          photos.createIndex('by_order', 'order_id');
        }
      },
      // A newer page waits for this one to let go: it writes no more, and reads again when it is loaded anew.
      blocking(_current, _wanted, event) {
        (event.target as IDBDatabase).close();
      },
    });
    return new Store(database);
  }

  /** Everything waiting or refused, in the order it was done; what an older page kept has no clock. */
  async items(): Promise<StoredItem[]> {
    return ((await this.database.getAll('outbox')) as StoredItem[]).map((item) => ({ ...item, clock: item.clock ?? null }));
  }
  async add(item: OutboxItem): Promise<StoredItem> {
    const transaction = this.database.transaction('outbox', 'readwrite', { durability: 'strict' });
    const seq = await transaction.store.add(item);
    await transaction.done;
    return { ...item, seq };
  }
  async change(item: StoredItem): Promise<void> {
    await this.database.put('outbox', item);
  }
  async remove(seq: number): Promise<void> {
    await this.database.delete('outbox', seq);
  }

  async orders(): Promise<Order[]> {
    const orders = await this.database.getAll('orders');
    for (const order of orders) this.written.add(order);
    return orders;
  }
  /** These and no others; what has not changed since is not written again: a page with a long list would stand still. */
  async keepOrders(orders: Order[]): Promise<void> {
    const transaction = this.database.transaction('orders', 'readwrite');
    const gone = new Set(await transaction.store.getAllKeys());
    const writes: Promise<unknown>[] = [];
    for (const order of orders) {
      if (!gone.delete(order.id) || !this.written.has(order)) writes.push(transaction.store.put(plain(order)));
    }
    for (const id of gone) writes.push(transaction.store.delete(id));
    await unlessFull(Promise.all([...writes, transaction.done]).then(() => orders.forEach((order) => this.written.add(order))));
    // Whom to call is nobody's business any more when the order is not in hand.
    const kept = Object.entries(await this.contacts());
    const wanted = kept.filter(([id]) => orders.some((order) => order.id === id && CALLING.includes(order.state)));
    if (wanted.length < kept.length) await this.keepFact('contacts', Object.fromEntries(wanted));
  }

  /** An order as the server just answered it, so that a step that arrived is not offered again after a restart. */
  async takeOrder(order: Order): Promise<void> {
    const transaction = this.database.transaction('orders', 'readwrite');
    const known = await transaction.store.get(order.id);
    const write = known && transaction.store.put(plain({ ...known, ...order }));
    await unlessFull(Promise.all([write, transaction.done]));
  }

  /** Whom to call, in clear, by order: kept from the tap that asked for it until the order is no longer in hand. */
  async contacts(): Promise<Record<string, Unmasked>> {
    return (await this.fact<Record<string, Unmasked>>('contacts')) ?? {};
  }
  async keepContacts(order_id: string, contacts: Unmasked): Promise<void> {
    await this.keepFact('contacts', { ...(await this.contacts()), [order_id]: contacts });
  }
  async forgetContacts(): Promise<void> {
    await this.database.delete('facts', 'contacts');
  }

  async keepSentPhoto(photo: SentPhoto): Promise<void> {
    await this.database.add('sent_photos', photo);
  }
  async sentPhotos(order_id: string): Promise<SentPhoto[]> {
    return this.database.getAllFromIndex('sent_photos', 'by_order', order_id);
  }
  async sentPhotoBytes(): Promise<number> {
    let bytes = 0;
    for (const photo of await this.database.getAll('sent_photos')) bytes += photo.bytes.byteLength;
    return bytes;
  }
  /** Whether so much can really be kept; browsers say less and less of how full the phone is. */
  async hasRoom(bytes: number): Promise<boolean> {
    try {
      // As little to be packed small as a photo: a browser keeps a row of zeros in a few bytes.
      const noise = new Uint8Array(bytes);
      for (let at = 0; at < bytes; at += RANDOM_AT_ONCE) crypto.getRandomValues(noise.subarray(at, at + RANDOM_AT_ONCE));
      await this.database.put('facts', noise, 'room');
      return true;
    } catch {
      return false;
    } finally {
      await this.database.delete('facts', 'room').catch(() => undefined);
    }
  }
  /** The bytes that were freed; nothing when none is left. */
  async dropOldestSentPhoto(): Promise<number | null> {
    const transaction = this.database.transaction('sent_photos', 'readwrite');
    const oldest = await transaction.store.openCursor();
    const bytes = oldest ? oldest.value.bytes.byteLength : null;
    if (oldest) await oldest.delete();
    await transaction.done;
    return bytes;
  }

  async fact<T>(name: string): Promise<T | undefined> {
    return (await this.database.get('facts', name)) as T | undefined;
  }
  async keepFact(name: string, value: unknown): Promise<void> {
    await unlessFull(this.database.put('facts', plain(value), name));
  }

  /** Forgets whoever was signed in and everything they saw; what they did and could not send stays theirs. */
  async forgetPerson(): Promise<void> {
    const clock = await this.fact('clock');
    for (const name of ['orders', 'facts', 'sent_photos'] as const) await this.database.clear(name);
    if (clock) await this.keepFact('clock', clock);
  }
  /** Everything goes, sent or not: the phone is in strange hands. */
  async wipe(): Promise<void> {
    const { name } = this.database;
    for (const store of ['outbox', 'orders', 'facts', 'sent_photos'] as const) await this.database.clear(store);
    this.database.close();
    await deleteDB(name);
  }
  close(): void {
    this.database.close();
  }
}

export type { Account };
