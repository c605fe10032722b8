import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it, vi } from 'vitest';
import { keepSent, makeRoom, PHOTO_ROOM_BYTES } from './room';
import { isTooOld, Store, VERSION, type Order } from './store';

const CLEAR = { name: '', address: '东街12号', description: '', contacts: [{ report_id: '7', name: '王秀兰', phone: '13812341234', address: '东街12号' }] };
const order = (id: string, state: Order['state']): Order => ({ id, state }) as Order;
let number = 0;

it('keeps whom to call only while the order is in hand', async () => {
  const store = await Store.open(`contacts-${(number += 1)}`);
  await store.keepContacts('1', CLEAR);
  await store.keepContacts('2', CLEAR);
  await store.keepOrders([order('1', 'under_way'), order('2', 'accepted')]);
  expect(Object.keys(await store.contacts())).toEqual(['1', '2']);
  await store.keepOrders([order('1', 'resolved'), order('2', 'accepted')]);
  expect(Object.keys(await store.contacts())).toEqual(['2']);
  await store.keepOrders([]);
  expect(await store.contacts()).toEqual({});
  expect(JSON.stringify(await store.fact('contacts'))).not.toContain('王秀兰');
  store.close();
});

it('forgets everybody when somebody signs out', async () => {
  const store = await Store.open(`contacts-${(number += 1)}`);
  await store.keepContacts('1', CLEAR);
  await store.forgetPerson();
  expect(await store.contacts()).toEqual({});
  store.close();
});

it('opens what the first version of the page kept, with every step in the outbox', async () => {
  const name = `old-${(number += 1)}`;
  const old = await openDB(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
      fresh.createObjectStore('orders', { keyPath: 'id' });
      fresh.createObjectStore('facts');
    },
  });
  const bytes = new Uint8Array([255, 216, 9]).buffer;
  for (const action of ['accept', 'arrive', 'photo']) {
    await old.add('outbox', { key: action, account_id: '7', order_id: '1', order_number: 'W-1', action, body: null, photo: action === 'photo' ? { bytes, step: 'after' } : null, state: 'waiting', problem: null, attempts: 2, at: '2026-11-23T00:10:00Z' });
  }
  await old.put('facts', { id: '7' }, 'account');
  await old.put('orders', { id: '1', state: 'assigned' });
  // The older page is still open: it lets go by itself when the newer one asks.
  old.addEventListener('versionchange', () => old.close());
  const store = await Store.open(name);
  const items = await store.items();
  expect(items.map((item) => [item.key, item.attempts, item.clock])).toEqual([['accept', 2, null], ['arrive', 2, null], ['photo', 2, null]]);
  expect([...new Uint8Array(items[2]?.photo?.bytes ?? new ArrayBuffer(0))]).toEqual([255, 216, 9]);
  expect((await store.orders()).map((one) => one.id)).toEqual(['1']);
  expect(await store.fact('account')).toEqual({ id: '7' });
  await store.keepSentPhoto({ photo_id: '3', order_id: '1', at: '', bytes });
  expect(await store.sentPhotos('1')).toHaveLength(1);
  store.close();
});

it('does not touch what a newer page has kept', async () => {
  const name = `newer-${(number += 1)}`;
  const newer = await openDB(name, VERSION + 1, { upgrade: (fresh) => void fresh.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true }) });
  await newer.add('outbox', { key: 'k' });
  const reason: unknown = await Store.open(name).catch((error: unknown) => error);
  expect(isTooOld(reason)).toBe(true);
  expect(await newer.count('outbox')).toBe(1);
  newer.close();
});

it('wipes everything when the phone was taken off the account', async () => {
  const name = `wiped-${(number += 1)}`;
  const store = await Store.open(name);
  await store.add({ key: 'k', account_id: '7', order_id: '1', order_number: 'W-1', action: 'accept', body: null, photo: null, state: 'waiting', problem: null, attempts: 0, at: '', clock: null });
  await store.keepContacts('1', CLEAR);
  const other = await Store.existing(name);
  expect(await other?.items()).toHaveLength(1);
  // Asked for while it is being wiped, as by the worker in the background.
  const [late] = await Promise.all([store.wipe().then(() => Store.existing(name)), other?.close()]);
  expect(late).toBeNull();
  expect((await indexedDB.databases()).map((one) => one.name), 'looking whether it is there does not make it anew').not.toContain(name);
  const again = await Store.open(name);
  expect(await again.items()).toEqual([]);
  expect(await again.contacts()).toEqual({});
  again.close();
});

it('makes room for a photo from the oldest sent ones, and says when there is none', async () => {
  const store = await Store.open(`room-${(number += 1)}`);
  const estimate = (free: number) => () => Promise.resolve({ quota: 100_000_000, usage: 100_000_000 - free });
  for (const id of ['1', '2', '3']) await keepSent(store, id, 'order', '', new ArrayBuffer(40_000));
  expect(await makeRoom(store, estimate(PHOTO_ROOM_BYTES))).toBe(true);
  expect((await store.sentPhotos('order')).map((one) => one.photo_id)).toEqual(['1', '2', '3']);
  expect(await makeRoom(store, estimate(PHOTO_ROOM_BYTES - 50_000))).toBe(true);
  expect((await store.sentPhotos('order')).map((one) => one.photo_id)).toEqual(['3']);
  expect(await makeRoom(store, estimate(0))).toBe(false);
  expect(await makeRoom(store, () => Promise.reject(new Error('no')))).toBe(true);
  expect(await store.fact('room')).toBeUndefined();
  await keepSent(store, '4', 'order', '', new ArrayBuffer(40_000));
  // The browser says there is plenty, and cannot keep it: the sent one goes, and then it is said.
  vi.spyOn(store, 'hasRoom').mockResolvedValueOnce(false).mockResolvedValueOnce(true);
  expect(await makeRoom(store, estimate(50_000_000))).toBe(true);
  expect(await store.sentPhotos('order')).toEqual([]);
  vi.spyOn(store, 'hasRoom').mockResolvedValue(false);
  expect(await makeRoom(store, estimate(50_000_000))).toBe(false);
  for (let id = 0; id < 10; id += 1) await keepSent(store, `n${id}`, 'order', '', new ArrayBuffer(40_000), 100_000);
  expect(await store.sentPhotoBytes()).toBe(80_000);
  expect((await store.sentPhotos('order')).map((one) => one.photo_id)).toEqual(['n8', 'n9']);
  store.close();
});

it('writes only the orders that have changed, and forgets those that have left', async () => {
  const store = await Store.open(`orders-${(number += 1)}`);
  const order = (id: string, version: number): Order => ({ id, version, state: 'assigned' }) as Order;
  const [one, two] = [order('1', 1), order('2', 1)];
  const writes = vi.spyOn(IDBObjectStore.prototype, 'put');
  await store.keepOrders([one, two]);
  expect(writes).toHaveBeenCalledTimes(2);
  await store.keepOrders([one, two]);
  expect(writes).toHaveBeenCalledTimes(2);
  // The server's answer is newer than what the list says.
  await store.takeOrder(order('2', 2));
  await store.keepOrders([one, order('2', 3)]);
  expect((await store.orders()).map(({ id, version }) => `${id} ${version}`)).toEqual(['1 1', '2 3']);
  writes.mockClear();
  const kept = await store.orders();
  await store.keepOrders(kept.slice(1));
  expect(writes).not.toHaveBeenCalled();
  expect((await store.orders()).map(({ id }) => id)).toEqual(['2']);
  // Somebody signed out meanwhile: nothing is there any more, however well it is remembered here.
  await store.forgetPerson();
  await store.keepOrders(kept.slice(1));
  expect((await store.orders()).map(({ id }) => id)).toEqual(['2']);
  store.close();
});

it('shows what it cannot keep, and keeps nothing half', async () => {
  const store = await Store.open(`full-${(number += 1)}`);
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  await expect(store.keepFact('clock', 1)).resolves.toBeUndefined();
  expect(await store.hasRoom(10)).toBe(false);
  store.close();
});
