import { api, ask, type Problem } from '@shared/api/client';
import { locale } from '@shared/i18n';
import { bodyOf, bytes } from '@shared/push/keys';

/** Whether this phone hears of orders while no page is open. */
export type PushState = 'impossible' | 'forbidden' | 'off' | 'on';

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return undefined;
  return navigator.serviceWorker.getRegistration('/crew/');
}

export async function pushState(): Promise<PushState> {
  const worker = await registration();
  if (!worker) return 'impossible';
  if (Notification.permission === 'denied') return 'forbidden';
  return (await worker.pushManager.getSubscription()) ? 'on' : 'off';
}

async function tell(subscription: PushSubscription): Promise<Problem | null> {
  const answer = await ask(
    api.POST('/me/push-subscriptions', {
      body: bodyOf(subscription, locale.value),
    }),
  );
  return answer.ok ? null : answer.problem;
}

/** Asks the person and the browser; what was wrong, or nothing. */
export async function allowPush(): Promise<Problem | 'no' | null> {
  const worker = await registration();
  if (!worker || (await Notification.requestPermission()) !== 'granted') return 'no';
  const key = await ask(api.GET('/push-key'));
  if (!key.ok) return key.problem;
  try {
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key.data.key) });
    const problem = await tell(subscription);
    if (problem) await subscription.unsubscribe();
    return problem;
  } catch {
    return 'no';
  }
}

/** The phone's part lasts as long as the person's session: a new one is told of it. */
export async function renewPush(): Promise<void> {
  const subscription = await (await registration())?.pushManager.getSubscription();
  if (subscription) await tell(subscription);
}

export async function stopPush(): Promise<void> {
  const subscription = await (await registration())?.pushManager.getSubscription();
  if (!subscription) return;
  await ask(api.POST('/me/push-subscriptions/removal', { body: { endpoint: subscription.endpoint } }));
  await subscription.unsubscribe();
}
