import { noteServerDate } from '@shared/domain/clock';
import type { components } from '../shared/api/schema';

export type Schemas = components['schemas'];
export type Catalog = Schemas['PublicCatalog'];
export type PublicFacility = Schemas['PublicFacility'];
export type PublicReport = Schemas['PublicReport'];
export type NewReport = Schemas['NewReport'];
export type FaultKind = Schemas['FaultKind'];
export type Problem = Schemas['Problem'];

/** What a call came to: an answer, a refusal with a reason, or no answer at all (try again later). */
export type Outcome<T> = { ok: T } | { refused: Problem } | { unreachable: true };

const REQUEST_TIMEOUT_MILLISECONDS = 20_000;
const TRY_AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);

// The residents' page must stay small on a poor network: these few calls need no client library.
export async function call<T>(path: string, init: RequestInit = {}): Promise<Outcome<T>> {
  try {
    const response = await fetch(`/api/v1/public${path}`, {
      ...init,
      cache: 'no-store',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS),
    });
    noteServerDate(response.headers.get('Date'));
    if (response.ok) return { ok: (await response.json()) as T };
    if (TRY_AGAIN.has(response.status)) return { unreachable: true };
    return { refused: await readProblem(response) };
  } catch {
    return { unreachable: true };
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = { type: 'about:blank', title: response.statusText, status: response.status, detail: '' };
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return fallback;
  }
}

export const getCatalog = (): Promise<Outcome<Catalog>> => call('/catalog');
