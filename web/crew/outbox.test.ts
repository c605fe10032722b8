import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Outbox, type Send, type SendResult } from './outbox';
import { Store, type StoredItem } from './store';

const done: SendResult = { kind: 'done', order: null, made_id: null };
const later: SendResult = { kind: 'later', only: 'all' };
const broken: SendResult = { kind: 'later', only: 'order' };
const refused: SendResult = { kind: 'refused', problem: { status: 409, code: 'conflict', allowed: ['resume'] } };

let number = 0;
let store: Store;
let sent: StoredItem[];
let answers: SendResult[];

const send: Send = (item) => {
  sent.push({ ...item });
  return Promise.resolve(answers.shift() ?? done);
};
const open = async (account = '7', sender: Send = send): Promise<Outbox> => {
  const outbox = new Outbox(store, sender);
  await outbox.load();
  outbox.signIn(account);
  await outbox.settled();
  return outbox;
};
const step = (order_id: string, action: 'accept' | 'arrive' | 'resolve' | 'note' = 'accept') => ({
  order_id,
  order_number: `W-${order_id}`,
  action,
});

beforeEach(async () => {
  number += 1;
  store = await Store.open(`outbox-${number}`);
  sent = [];
  answers = [];
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
});

describe('the outbox', () => {
  it('sends in the order of doing and keeps nothing that has arrived', async () => {
    const outbox = await open();
    await outbox.put(step('1', 'accept'));
    await outbox.put(step('2', 'accept'));
    await outbox.put(step('1', 'arrive'));
    await outbox.settled();
    expect(sent.map((item) => `${item.order_id} ${item.action}`)).toEqual(['1 accept', '2 accept', '1 arrive']);
    expect(outbox.mine.value).toEqual([]);
    expect(await store.items()).toEqual([]);
  });

  it('is stored with its key before anything is sent, and the key never changes while it waits', async () => {
    let stored: StoredItem[] = [];
    answers = [later];
    const outbox = await open('7', async (item) => {
      stored = await store.items();
      return send(item, '');
    });
    await outbox.put(step('1'));
    await outbox.settled();
    expect(stored.map((item) => item.key)).toEqual([sent[0]?.key]);
    outbox.now();
    await outbox.settled();
    expect(sent.map((item) => item.key)).toEqual([sent[0]?.key, sent[0]?.key]);
    expect(outbox.mine.value).toEqual([]);
  });

  it('waits for the network in order, over a restart of the phone', async () => {
    answers = [later, later];
    const before = await open();
    await before.put(step('1', 'accept'));
    await before.put(step('1', 'resolve'));
    await before.settled();
    before.signOut();
    const keys = (await store.items()).map((item) => item.key);
    sent = [];
    answers = [];
    await open();
    expect(sent.map((item) => item.key)).toEqual(keys);
    expect(sent.map((item) => item.action)).toEqual(['accept', 'resolve']);
  });

  it('tries again by itself, ever more slowly', async () => {
    answers = [later, later, done];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const outbox = await open();
    await outbox.put(step('1'));
    await outbox.settled();
    const waits: number[] = [];
    while (vi.getTimerCount() > 0) {
      const before = Date.now();
      vi.advanceTimersToNextTimer();
      waits.push(Date.now() - before);
      await outbox.settled();
    }
    expect(waits).toEqual([2_000, 4_000]);
    expect(sent).toHaveLength(3);
    expect(outbox.mine.value).toEqual([]);
  });

  it('keeps what is refused, holds back the rest of that order and lets the others go', async () => {
    answers = [refused];
    const outbox = await open();
    await outbox.put(step('1', 'accept'));
    await outbox.put(step('1', 'arrive'));
    await outbox.put(step('2', 'accept'));
    await outbox.settled();
    expect(sent.map((item) => `${item.order_id} ${item.action}`)).toEqual(['1 accept', '2 accept']);
    expect(outbox.mine.value.map((item) => [item.action, item.state])).toEqual([
      ['accept', 'refused'],
      ['arrive', 'waiting'],
    ]);
    expect(outbox.mine.value[0]?.problem?.code).toBe('conflict');
  });

  it('sends a refused item again under a new key, or gives it up when told', async () => {
    answers = [refused, refused];
    const outbox = await open();
    await outbox.put(step('1', 'accept'));
    await outbox.put(step('1', 'arrive'));
    await outbox.settled();
    const seq = outbox.mine.value[0]?.seq ?? 0;
    await outbox.retry(seq);
    await outbox.settled();
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
    expect(outbox.mine.value[0]?.state).toBe('refused');
    await outbox.discard(seq);
    await outbox.settled();
    expect(sent.map((item) => item.action)).toEqual(['accept', 'accept', 'arrive']);
    expect(outbox.mine.value).toEqual([]);
  });

  it('stops when nobody is signed in and goes on after signing in', async () => {
    answers = [{ kind: 'signed_out' }];
    const outbox = await open();
    await outbox.put(step('1'));
    await outbox.settled();
    expect(outbox.state.items).toHaveLength(1);
    outbox.now();
    await outbox.settled();
    expect(sent).toHaveLength(1);
    outbox.signIn('7');
    await outbox.settled();
    expect(sent).toHaveLength(2);
    expect(outbox.state.items).toEqual([]);
  });

  it('never sends what somebody else did', async () => {
    answers = [later];
    const first = await open('7');
    await first.put(step('1'));
    await first.settled();
    first.signOut();
    sent = [];
    const second = await open('8');
    expect(sent).toEqual([]);
    expect(second.of_others.value).toBe(1);
    expect(second.mine.value).toEqual([]);
  });

  it('takes in what is done while it is sending', async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const outbox = await open('7', async (item) => {
      if (item.action === 'accept') await gate;
      return send(item, '');
    });
    await outbox.put(step('1', 'accept'));
    await outbox.put(step('1', 'note'));
    release();
    await outbox.settled();
    expect(sent.map((item) => item.action)).toEqual(['accept', 'note']);
  });

  it('lets notes and photos of a refused order go, and the steps of others', async () => {
    answers = [refused];
    const outbox = await open();
    await outbox.put(step('1', 'accept'));
    await outbox.put(step('1', 'note'));
    await outbox.put(step('1', 'arrive'));
    await outbox.settled();
    expect(sent.map((item) => `${item.order_id} ${item.action}`)).toEqual(['1 accept', '1 note']);
  });

  it('goes on with other orders when the server stumbles over one, and keeps the order of that one', async () => {
    answers = Array.from({ length: 9 }, () => later);
    const outbox = await open();
    await outbox.put(step('1', 'accept'));
    await outbox.put(step('1', 'note'));
    await outbox.put(step('2', 'accept'));
    await outbox.settled();
    sent = [];
    answers = [broken];
    outbox.now();
    await outbox.settled();
    expect(sent.map((item) => `${item.order_id} ${item.action}`)).toEqual(['1 accept', '2 accept']);
    expect(outbox.mine.value.map((item) => item.action)).toEqual(['accept', 'note']);
    outbox.now();
    await outbox.settled();
    expect(outbox.mine.value).toEqual([]);
  });

  it('leaves a refused step on the order as a note when told to', async () => {
    answers = [refused];
    const outbox = await open();
    await outbox.put(step('1', 'accept'));
    await outbox.settled();
    await outbox.keepAsNote(outbox.mine.value[0]?.seq ?? 0, '补记');
    await outbox.settled();
    expect(sent[1]).toMatchObject({ action: 'note', order_id: '1', body: { text: '补记' }, at: sent[0]?.at });
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
    expect(outbox.mine.value).toEqual([]);
  });

  it('says a report the same way each time: its time is settled before the first attempt', async () => {
    answers = [later];
    const outbox = await open();
    await outbox.put({ order_id: '', order_number: '', action: 'report', body: { class: 'toilet' } });
    await outbox.settled();
    outbox.now();
    await outbox.settled();
    expect(sent[0]?.body).toHaveProperty('received_at');
    expect(sent[1]?.body).toEqual(sent[0]?.body);
    expect(sent[1]?.key).toBe(sent[0]?.key);
  });

  it('tells of a phone that was taken off the account', async () => {
    answers = [{ kind: 'revoked' }];
    const outbox = await open();
    let told = 0;
    outbox.onRevoked = () => (told += 1);
    await outbox.put(step('1'));
    await outbox.settled();
    expect(told).toBe(1);
  });

  it('keeps the bytes of a photo', async () => {
    answers = [later];
    const outbox = await open();
    await outbox.put({ ...step('1'), action: 'photo', photo: { bytes: new Uint8Array([255, 216, 7]).buffer, step: 'after' } });
    await outbox.settled();
    outbox.signOut();
    await open();
    expect([...new Uint8Array(sent.at(-1)?.photo?.bytes ?? new ArrayBuffer(0))]).toEqual([255, 216, 7]);
  });

  const full = (): Promise<never> => Promise.reject(new DOMException('no room', 'QuotaExceededError'));

  it('goes on sending when the phone is too full to note the attempt', async () => {
    answers = [later];
    const outbox = await open();
    await outbox.put(step('1', 'note'));
    await outbox.settled();
    vi.spyOn(store, 'change').mockImplementation(full);
    vi.spyOn(store, 'takeOrder').mockImplementation(() => Promise.resolve());
    outbox.now();
    await outbox.settled();
    expect(sent.map((item) => item.action)).toEqual(['note', 'note']);
    expect(await store.items()).toEqual([]);
  });

  it('lets sent photos go for what is not sent yet, and says when even that does not help', async () => {
    const outbox = await open();
    await store.keepSentPhoto({ photo_id: '1', order_id: '1', at: '2026-11-23T00:00:00Z', bytes: new ArrayBuffer(8) });
    vi.spyOn(store, 'hasRoom').mockResolvedValueOnce(false).mockResolvedValue(true);
    vi.spyOn(store, 'add').mockImplementationOnce(full);
    await outbox.put(step('1', 'note'));
    await outbox.settled();
    expect(sent).toHaveLength(1);
    expect(await store.sentPhotos('1')).toEqual([]);
    vi.spyOn(store, 'add').mockImplementation(full);
    await expect(outbox.put(step('1', 'note'))).rejects.toThrow('no room');
  });

  it('knows which step of an order was refused, until it is decided', async () => {
    answers = [refused];
    const outbox = await open();
    await outbox.put(step('1', 'accept'));
    await outbox.settled();
    expect(outbox.isRefused('1', 'accept')).toBe(true);
    expect(outbox.isRefused('1', 'arrive')).toBe(false);
    expect(outbox.isRefused('2', 'accept')).toBe(false);
    await outbox.discard(outbox.mine.value[0]?.seq ?? 0);
    expect(outbox.isRefused('1', 'accept')).toBe(false);
  });
});
