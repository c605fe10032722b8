import { ref } from 'vue';

/** A newer version is ready; it takes over when somebody agrees. */
export const newer = ref(false);
let waiting: ServiceWorker | null = null;

/** Makes the pages open without a network. Without HTTPS a browser allows none of it and all else works. */
export async function keepShell(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  try {
    const registration = await navigator.serviceWorker.register('/crew/service_worker.js', { scope: '/crew/' });
    const look = (): void => {
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      waiting = registration.waiting;
      newer.value = true;
    };
    look();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
  } catch {
    // The phone refuses; the pages go on with the network.
  }
}

/** Asks the browser to send what waits even when no page is open; not every browser can. */
export async function sendInBackground(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration('/crew/');
    await (registration as { sync?: { register: (tag: string) => Promise<void> } } | undefined)?.sync?.register('outbox');
  } catch {
    // Then it is sent when a page is open.
  }
}

/** Forgets the kept pages: after a phone was revoked, or when the page is older than what the phone holds. */
export async function forgetShell(): Promise<void> {
  try {
    for (const name of await caches.keys()) if (name.startsWith('lamplighter-crew-')) await caches.delete(name);
    await (await navigator.serviceWorker?.getRegistration('/crew/'))?.unregister();
  } catch {
    // Without HTTPS there is none.
  }
}

export function takeNewer(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage('take_over');
}
