import { shallowRef } from 'vue';
import { api, ask, type Answer, type Schemas } from '../api/client';

export type Reason = Schemas['RequestReason'];
export type Kind = Schemas['RequestKind'];

/** Everything one may have typed for a request; each kind takes what it needs. */
export interface RequestForm {
  kind: Kind;
  reason: string;
  note: string;
  part_order_number: string;
  resident_word: string;
  photo_id: string;
  hours: number;
  review_day: string;
  proposed_crew_id: string;
}

export const newRequestForm = (kind: Kind): RequestForm => ({
  kind,
  reason: '',
  note: '',
  part_order_number: '',
  resident_word: '',
  photo_id: '',
  hours: 24,
  review_day: '',
  proposed_crew_id: '',
});

/** The reasons of the town, read once for a page. */
export const reasons = shallowRef<readonly Reason[]>([]);
export async function loadReasons(): Promise<void> {
  const answer = await ask(api.GET('/request-reasons'));
  if (answer.ok) reasons.value = answer.data.items;
}

/** What may be given as the reason of a kind. */
export const reasonsFor = (all: readonly Reason[], kind: Kind): Reason[] =>
  all.filter((reason) => reason.active && reason.kinds.includes(kind));

/** The pauses that begin at once. */
export const plainPauses = (all: readonly Reason[]): Reason[] => reasonsFor(all, 'pause').filter((reason) => !reason.needs_approval);

/** Whether the form has what its kind and its reason cannot do without. */
export function isComplete(form: RequestForm, reason: Reason | undefined): boolean {
  if (!reason) return false;
  const proofs: Record<Schemas['Proof'], string> = {
    photo: form.photo_id,
    part_order_number: form.part_order_number,
    resident_word: form.resident_word,
  };
  if (reason.proofs.some((proof) => !proofs[proof].trim())) return false;
  if (reason.code === 'other' && !form.note.trim()) return false;
  if (form.kind === 'extension') return form.hours > 0;
  if (form.kind === 'shelve') return form.review_day !== '';
  if (form.kind === 'return') return form.proposed_crew_id !== '';
  return true;
}

/** The body of the request: only what its kind and reason ask for. */
export function bodyOf(form: RequestForm, reason: Reason): Schemas['NewRequest'] {
  const note = form.note.trim();
  const needs = (proof: Schemas['Proof']): boolean => reason.proofs.includes(proof);
  return {
    kind: form.kind,
    reason: reason.code,
    ...(note ? { note } : {}),
    ...(needs('part_order_number') ? { part_order_number: form.part_order_number.trim() } : {}),
    ...(needs('resident_word') ? { resident_word: form.resident_word.trim() } : {}),
    ...(needs('photo') ? { photo_id: form.photo_id } : {}),
    ...(form.kind === 'extension' ? { amount: `PT${form.hours}H` } : {}),
    // A day in the town's own time: looked at again in the morning.
    ...(form.kind === 'shelve' ? { review_at: `${form.review_day}T09:00:00+08:00` } : {}),
    ...(form.kind === 'return' ? { proposed_crew_id: form.proposed_crew_id } : {}),
  };
}

export function askFor(id: string, body: Schemas['NewRequest'], key: string): Promise<Answer<Schemas['Request']>> {
  return ask(api.POST('/work-orders/{id}/requests', { params: { path: { id }, header: { 'Idempotency-Key': key } }, body }));
}

export type Decision = 'approve' | 'refuse' | 'withdraw';
export function decide(id: string, what: Decision, note: string, key: string): Promise<Answer<Schemas['Request']>> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  if (what === 'withdraw') return ask(api.POST('/requests/{id}/withdraw', { params }));
  const body = note.trim() ? { note: note.trim() } : {};
  return what === 'approve'
    ? ask(api.POST('/requests/{id}/approve', { params, body }))
    : ask(api.POST('/requests/{id}/refuse', { params, body }));
}
