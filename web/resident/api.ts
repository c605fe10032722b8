import { noteServerDate } from '@shared/domain/time';
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
async function call<T>(path: string, init: RequestInit = {}): Promise<Outcome<T>> {
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

const put = <T>(path: string, body: unknown): Promise<Outcome<T>> =>
  call<T>(path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

function post<T>(path: string, key: string, body: unknown): Promise<Outcome<T>> {
  return call<T>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
}

export const getCatalog = (): Promise<Outcome<Catalog>> => call('/catalog');
export const getFacility = (code: string): Promise<Outcome<PublicFacility>> =>
  call(`/facilities/${encodeURIComponent(code)}`);
export const getReport = (token: string): Promise<Outcome<PublicReport>> =>
  call(`/reports/${encodeURIComponent(token)}`);
export const postReport = (key: string, body: NewReport): Promise<Outcome<PublicReport>> =>
  post('/reports', key, body);
export const postVerdict = (
  token: string,
  key: string,
  body: Schemas['NewVerdict'],
): Promise<Outcome<PublicReport>> => post(`/reports/${encodeURIComponent(token)}/verdict`, key, body);
export const putUpdates = (token: string, body: Schemas['UpdatesChoice']): Promise<Outcome<PublicReport>> =>
  put(`/reports/${encodeURIComponent(token)}/updates`, body);
export const getVillage = (code: string): Promise<Outcome<Schemas['PublicVillage']>> =>
  call(`/villages/${encodeURIComponent(code)}`);
export const putWord = (number: string, body: Schemas['NeighbourWord']): Promise<Outcome<Schemas['PublicVillageOrder']>> =>
  put(`/work-orders/${encodeURIComponent(number)}/word`, body);
