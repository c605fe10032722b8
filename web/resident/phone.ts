import { locale } from '@shared/i18n';
import { bodyOf, bytes } from '@shared/push/keys';
import { call, type Outcome } from './call';
import { newKey, recall, remember, forget } from './memory';

/** Whether this phone is told of a report while no page is open. */
export type PhoneState = 'impossible' | 'forbidden' | 'off' | 'on';
/** What came of asking: refused are the person or the browser ('no'), the town ('full'), or nobody answered. */
export type Asked = 'good' | 'no' | 'full' | 'failed';

const SCOPE = '/t/';
const nameOf = (token: string): string => `told.${token}`;
const pathOf = (token: string): string => `/reports/${encodeURIComponent(token)}/telephones`;
const able = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

function post<T>(path: string, body: unknown): Promise<Outcome<T>> {
  return call<T>(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() }, body: JSON.stringify(body) });
}

async function subscription(): Promise<PushSubscription | null> {
  const worker = await navigator.serviceWorker.getRegistration(SCOPE);
  return (await worker?.pushManager.getSubscription()) ?? null;
}

function tell(token: string, one: PushSubscription): Promise<Outcome<{ told: boolean }>> {
  return post(pathOf(token), bodyOf(one, locale.value));
}

/** As it stands; a phone that is told says so again, since a browser may have changed its address meanwhile. */
export async function phoneState(token: string): Promise<PhoneState> {
  if (!able()) return 'impossible';
  if (Notification.permission === 'denied') return 'forbidden';
  if (recall(nameOf(token)) === null) return 'off';
  const one = await subscription();
  const outcome = one ? await tell(token, one) : null;
  if (outcome && !('refused' in outcome)) return 'on';
  forget(nameOf(token));
  return 'off';
}

/** Asks the person, the browser and the town, in this order; nothing is fetched or asked before it is wanted. */
export async function allowPhone(token: string): Promise<Asked> {
  try {
    if ((await Notification.requestPermission()) !== 'granted') return 'no';
    const key = await call<{ key: string }>('/push-key');
    if (!('ok' in key)) return 'failed';
    await navigator.serviceWorker.register('/follow_worker.js', { scope: SCOPE });
    const worker = await navigator.serviceWorker.getRegistration(SCOPE);
    if (!worker) return 'no';
    await activated(worker);
    const one = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key.ok.key) });
    const outcome = await tell(token, one);
    if (!('ok' in outcome)) return 'refused' in outcome && outcome.refused.status === 409 ? 'full' : 'failed';
    remember(nameOf(token), true);
    return 'good';
  } catch {
    return 'no';
  }
}

const PATIENCE_MILLISECONDS = 10_000;
/** Only a worker at work may subscribe. */
function activated(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting;
  if (!worker || registration.active) return Promise.resolve();
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error('the worker does not start')), PATIENCE_MILLISECONDS);
    worker.addEventListener('statechange', () => {
      if (worker.state !== 'activated') return;
      clearTimeout(late);
      done();
    });
  });
}

/** Other reports of this phone are told as before. */
export async function stopPhone(token: string): Promise<boolean> {
  const one = await subscription();
  if (one) {
    const outcome = await post(`${pathOf(token)}/removal`, { endpoint: one.endpoint });
    if ('unreachable' in outcome) return false;
  }
  forget(nameOf(token));
  return true;
}
