import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { sendStored } from './background';
import type { SendResult } from './drain';
import { Store, type CrewAction, type Order, type OutboxItem } from './store';

const item = (key: string, order_id: string, action: CrewAction, account_id = '7'): OutboxItem => ({
  key, account_id, order_id, order_number: '', action, body: null, photo: null, state: 'waiting', problem: null, attempts: 0, at: '2026-11-23T00:10:00Z', clock: null,
});
const done: SendResult = { kind: 'done', order: null, made_id: null };
let number = 0;

async function run(answers: SendResult[], account: string | null = '7'): Promise<{ sent: string[]; left: string[]; more: boolean }> {
  const store = await Store.open(`background-${(number += 1)}`);
  if (account) await store.keepFact('account', { id: account });
  for (const one of [item('a', '1', 'accept'), item('b', '1', 'arrive'), item('c', '2', 'accept'), item('x', '1', 'note', '8')]) await store.add(one);
  const sent: string[] = [];
  const more = await sendStored(store, ({ key }) => {
    sent.push(key);
    return Promise.resolve(answers.shift() ?? done);
  });
  const left = (await store.items()).map((one) => `${one.key} ${one.state}`);
  store.close();
  return { sent, left, more };
}

it('sends what waits in order and leaves what is somebody else’s', async () => {
  expect(await run([])).toEqual({ sent: ['a', 'b', 'c'], left: ['x waiting'], more: false });
});
it('holds back after a refusal and goes on with other orders', async () => {
  expect(await run([{ kind: 'refused', problem: { status: 409 } }])).toEqual({ sent: ['a', 'c'], left: ['a refused', 'b waiting', 'x waiting'], more: false });
});
it('keeps the order as the server answered it', async () => {
  const store = await Store.open(`background-${(number += 1)}`);
  await store.keepFact('account', { id: '7' });
  await store.keepOrders([{ id: '1', state: 'assigned', description: '不热' } as Order]);
  await store.add(item('a', '1', 'accept'));
  await sendStored(store, () => Promise.resolve({ kind: 'done', order: { id: '1', state: 'accepted' } as Order, made_id: null }));
  expect(await store.orders()).toEqual([{ id: '1', state: 'accepted', description: '不热' }]);
  store.close();
});
it('comes back later when the server is away or stumbles', async () => {
  expect(await run([{ kind: 'later', only: 'all' }])).toMatchObject({ sent: ['a'], more: true });
  expect(await run([{ kind: 'later', only: 'order' }])).toMatchObject({ sent: ['a', 'c'], left: ['a waiting', 'b waiting', 'x waiting'], more: true });
});
it('leaves it to the page when nobody is signed in', async () => {
  expect(await run([], null)).toMatchObject({ sent: [], more: false });
  expect(await run([{ kind: 'signed_out' }])).toMatchObject({ sent: ['a'], more: false });
});
