/// <reference lib="webworker" />
// Keeps the pages of the crew's phone, so that they open without a network, and sends what waits when the network is
// back and no page is open. What the pages show is kept by store.ts.
import { serverClock, restoreServerClock } from '@shared/domain/time';
import { sendStored } from './background';
import { noticeOf, pageOf } from './notice';
import { sendItem } from './sender';
import { Store } from './store';

interface SyncEvent extends ExtendableEvent {
  tag: string;
}
declare const self: ServiceWorkerGlobalScope;

const PREFIX = 'lamplighter-crew-shell-';
const HOME = '/crew/';
const files = __PRECACHE__;
const version = `${PREFIX}${fingerprint(files.map((file) => `${file.url} ${file.revision ?? ''}`).join('\n'))}`;
const kept = new Set(files.map((file) => file.url));

// A name for this set of files; any change of a file changes its address or its revision.
function fingerprint(words: string): string {
  let value = 2166136261;
  for (let index = 0; index < words.length; index += 1) value = Math.imul(value ^ words.charCodeAt(index), 16777619);
  return (value >>> 0).toString(16);
}

async function install(): Promise<void> {
  const cache = await caches.open(version);
  // `reload`: the browser's own cache might still hold the page of yesterday.
  await cache.addAll(files.map((file) => new Request(file.url, { cache: file.revision === null ? 'default' : 'reload' })));
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== version).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request, url: string): Promise<Response> {
  const cache = await caches.open(version);
  return (await cache.match(url)) ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
// A new version waits until the crew member agrees: nobody's half-written words are reloaded away.
self.addEventListener('message', (event) => {
  if (event.data === 'take_over') void self.skipWaiting();
});
// The same lock as the page's outbox: nothing is sent by two at once. A round that fails is tried again by the browser.
async function sendWaiting(): Promise<void> {
  const more = await navigator.locks.request('lamplighter-crew-outbox', async () => {
    const store = await Store.existing();
    if (!store) return false;
    restoreServerClock(await store.fact('clock'));
    try {
      return await sendStored(store, sendItem);
    } finally {
      const clock = serverClock();
      if (clock) await store.keepFact('clock', clock);
      store.close();
      for (const page of await self.clients.matchAll()) page.postMessage('outbox_sent');
    }
  });
  if (more) throw new Error('something still waits to be sent');
}
self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent;
  if (sync.tag === 'outbox') sync.waitUntil(sendWaiting());
});
// New, changed and urgent orders, also while no page is open. One order has one notice: the newest.
self.addEventListener('push', (event) => {
  const { body, tag, order, urgent } = noticeOf(event.data?.text());
  const options = { body, tag, renotify: true, requireInteraction: urgent, icon: `${HOME}lamp.svg`, lang: 'zh', data: { order } };
  event.waitUntil(self.registration.showNotification('点灯人', options));
});
async function show(page: string): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window' });
  if (!open) {
    await self.clients.openWindow(page);
    return;
  }
  await open.focus();
  await open.navigate(page);
}
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(pageOf((event.notification.data as { order?: unknown } | null)?.order)));
});
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate' && url.pathname.startsWith(HOME)) {
    event.respondWith(answer(event.request, HOME));
  } else if (kept.has(url.pathname)) {
    event.respondWith(answer(event.request, url.pathname));
  }
});
