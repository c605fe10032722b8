/** The town's key as a browser wants it, from base64url. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

/** A key of a subscription as the server wants it: base64url without padding. */
export function words(key: ArrayBuffer | null): string {
  const raw = String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0)));
  return btoa(raw).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** What the server is told of a subscription. */
export function bodyOf(subscription: PushSubscription, language: 'zh' | 'en'): { endpoint: string; p256dh: string; auth: string; language: 'zh' | 'en' } {
  return { endpoint: subscription.endpoint, p256dh: words(subscription.getKey('p256dh')), auth: words(subscription.getKey('auth')), language };
}
