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

/** Reads how it ended and takes it out of the address: a page that is loaded again has nothing to tell. */
export function takeArrival(): Arrival {
  const arrival = arrivalIn(window.location.search);
  if (arrival.ending) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.hash);
  return arrival;
}
