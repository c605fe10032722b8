import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { Store, type Order } from './store';

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
