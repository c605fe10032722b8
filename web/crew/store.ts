import type { Account } from '@shared/api/session';
import type { Problem, Schemas } from '@shared/api/client';
import type { Unmasked } from '@shared/privacy/unmask';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** What a crew does to an order from its phone. */
export type CrewAction = 'accept' | 'contact' | 'arrive' | 'make_safe' | 'pause' | 'resume' | 'resolve' | 'note' | 'photo' | 'request';

/** One thing done on this phone that the server has not yet confirmed. */
export interface OutboxItem {
  seq?: number;
  key: string;
  account_id: string;
  order_id: string;
  order_number: string;
  action: CrewAction;
  /** The request's JSON, or none. */
  body: Record<string, unknown> | null;
  photo: { bytes: ArrayBuffer; step: 'before' | 'after' | 'other'; label?: string; position?: { latitude: number; longitude: number } } | null;
  state: 'waiting' | 'refused';
  problem: Problem | null;
  attempts: number;
  at: string;
}
export type StoredItem = OutboxItem & { seq: number };
export type Order = Schemas['WorkOrder'] & Partial<Schemas['WorkOrderDetail']>;

interface Shape extends DBSchema {
  outbox: { key: number; value: OutboxItem };
  orders: { key: string; value: Order };
  facts: { key: string; value: unknown };
}

const CALLING: readonly Schemas['WorkOrderState'][] = ['accepted', 'under_way'];

// What pages look at is wrapped by Vue, and a database takes no wrapped things.
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What the phone keeps without a network: the outbox, the orders last seen, who is signed in, the catalog. */
export class Store {
  private constructor(private readonly database: IDBPDatabase<Shape>) {}

  static async open(name = 'lamplighter-crew'): Promise<Store> {
    const database = await openDB<Shape>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
        fresh.createObjectStore('orders', { keyPath: 'id' });
        fresh.createObjectStore('facts');
      },
    });
    return new Store(database);
  }

  /** Everything waiting or refused, in the order it was done. */
  async items(): Promise<StoredItem[]> {
    return (await this.database.getAll('outbox')) as StoredItem[];
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
    return this.database.getAll('orders');
  }
  async keepOrders(orders: Order[]): Promise<void> {
    const transaction = this.database.transaction('orders', 'readwrite');
    await transaction.store.clear();
    for (const order of orders) await transaction.store.put(plain(order));
    await transaction.done;
    // Whom to call is nobody's business any more when the order is not in hand.
    const kept = Object.entries(await this.contacts());
    const wanted = kept.filter(([id]) => orders.some((order) => order.id === id && CALLING.includes(order.state)));
    if (wanted.length < kept.length) await this.keepFact('contacts', Object.fromEntries(wanted));
  }

  /** Whom to call, in clear, by order: kept from the tap that asked for it until the order is no longer in hand. */
  async contacts(): Promise<Record<string, Unmasked>> {
    return (await this.fact<Record<string, Unmasked>>('contacts')) ?? {};
  }
  async keepContacts(order_id: string, contacts: Unmasked): Promise<void> {
    await this.keepFact('contacts', { ...(await this.contacts()), [order_id]: contacts });
  }

  async fact<T>(name: string): Promise<T | undefined> {
    return (await this.database.get('facts', name)) as T | undefined;
  }
  async keepFact(name: string, value: unknown): Promise<void> {
    await this.database.put('facts', plain(value), name);
  }

  /** Forgets whoever was signed in and everything they saw; what they did and could not send stays theirs. */
  async forgetPerson(): Promise<void> {
    await this.database.clear('orders');
    await this.database.delete('facts', 'account');
    await this.database.delete('facts', 'read_at');
    await this.database.delete('facts', 'day');
    await this.database.delete('facts', 'contacts');
  }
  close(): void {
    this.database.close();
  }
}

export type { Account };
