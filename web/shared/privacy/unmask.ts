import { api, ask, type Answer, type Schemas } from '../api/client';

export type Thing = 'report' | 'work_order' | 'facility';
export type Unmasked = Schemas['Unmasked'];
export type Reason = Schemas['UnmaskReason'];

export const REASONS: readonly Reason[] = ['contact_reporter', 'call_back', 'find_place', 'compare_reports', 'complaint', 'other'];

/** Who may ask at all; the server decides. Crews ask for their own orders, on the phone. */
const ASKS: readonly Schemas['Role'][] = ['operator', 'dispatcher', 'supervisor', 'checker'];
export function mayUnmask(role: Schemas['Role'] | undefined): boolean {
  return role !== undefined && ASKS.includes(role);
}

/** One thing's personal data in clear; the server has put the look on record when this answers. */
export function unmask(thing: Thing, id: string, reason: Reason, words = ''): Promise<Answer<Unmasked>> {
  const params = { path: { id } };
  const body = { reason, ...(words.trim() ? { words: words.trim() } : {}) };
  if (thing === 'report') return ask(api.POST('/reports/{id}/unmasking', { params, body }));
  if (thing === 'work_order') return ask(api.POST('/work-orders/{id}/unmasking', { params, body }));
  return ask(api.POST('/facilities/{id}/unmasking', { params, body }));
}
