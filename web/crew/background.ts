import { doneAt, nextItem, placeOf, settled, type Send } from './drain';
import { isFull, type Account, type Store } from './store';

/**
 * Sends what waits while no page is open, by the same rules as the outbox. Who is signed in stands in the store.
 * @returns whether something still waits that may go later
 */
export async function sendStored(store: Store, send: Send): Promise<boolean> {
  const account = await store.fact<Account>('account');
  if (!account) return false;
  const put_off = new Set<string>();
  for (;;) {
    const items = (await store.items()).filter((item) => item.account_id === account.id);
    const next = nextItem(items, put_off);
    if (!next) return put_off.size > 0;
    const item = { ...settled(next, '现场没有网络'), attempts: next.attempts + 1 };
    await store.change(item).catch((reason: unknown) => {
      if (item.body !== next.body || !isFull(reason)) throw reason;
    });
    const result = await send(item, doneAt(item));
    if (result.kind === 'done') {
      if (result.order) await store.takeOrder(result.order);
      await store.remove(item.seq);
    } else if (result.kind === 'refused') await store.change({ ...item, state: 'refused', problem: result.problem });
    else if (result.kind === 'later' && result.only === 'order') put_off.add(placeOf(item));
    else if (result.kind === 'later') return true;
    // Signed out or revoked: the page asks, or wipes, when it is opened.
    else return false;
  }
}
