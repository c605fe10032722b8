import type { Router } from 'vue-router';

/** How a sign-in at the identity provider ended, as the server puts it into the page's address. */
const ENDINGS = ['code', 'expired', 'denied', 'invalid', 'unreachable', 'unlinked', 'disabled'] as const;
export type Ending = (typeof ENDINGS)[number];
export interface Arrival {
  ending: Ending | null;
  /** Who one is over there, when no account is linked to it: for the admin. */
  subject: string;
}

const PAGES = ['operator', 'crew', 'supervisor'];

/** Where the button leads: the provider, and afterwards back to the page at `path`. */
export function signInAddress(path: string): string {
  const page = path.split('/')[1] ?? '';
  return `/api/v1/identity/sign-in?page=${PAGES.includes(page) ? page : 'operator'}`;
}

export function arrivalIn(query: string): Arrival {
  const given = new URLSearchParams(query);
  const ending = ENDINGS.find((one) => one === given.get('sign_in')) ?? null;
  return { ending, subject: ending === 'unlinked' ? (given.get('subject') ?? '').slice(0, 200) : '' };
}

/** Reads how it ended and takes it out of the address: a page that is loaded again has nothing to tell. The router
 * keeps an address of its own, so it must be the one that changes it. */
export function takeArrival(router: Router | null): Arrival {
  const arrival = arrivalIn(window.location.search);
  if (arrival.ending && router) void router.isReady().then(() => router.replace({ path: router.currentRoute.value.path, query: {} }));
  else if (arrival.ending) window.history.replaceState(window.history.state, '', window.location.pathname);
  return arrival;
}
