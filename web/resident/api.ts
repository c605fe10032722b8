import { noteServerDate } from '@shared/domain/clock';
import type { components } from '../shared/api/schema';

export type Schemas = components['schemas'];
export type Catalog = Schemas['PublicCatalog'];
export type PublicFacility = Schemas['PublicFacility'];
export type PublicReport = Schemas['PublicReport'];
export type NewReport = Schemas['NewReport'];
export type FaultKind = Schemas['FaultKind'];
export type Problem = Schemas['Problem'];

const REQUEST_TIMEOUT_MILLISECONDS = 20_000;

// The residents' page must stay small on a poor network: these few calls need no client library, and the first page
// asks for nothing but the catalog. What asks for more is in call.ts.
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(`/api/v1/public${path}`, {
    ...init,
    cache: 'no-store',
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS),
  });
  noteServerDate(response.headers.get('Date'));
  return response;
}

/** null: there is none to be had now. */
export async function getCatalog(): Promise<Catalog | null> {
  try {
    const response = await ask('/catalog');
    return response.ok ? ((await response.json()) as Catalog) : null;
  } catch {
    return null;
  }
}
