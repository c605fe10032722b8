import type { Schemas } from '../../shared/api/client';
import { findKind } from '../../shared/domain/register';
import type { FacilityPick } from '../call/draft';

/** What the operator has decided so far about a report that waits. */
export interface Choice {
  decision: 'open' | 'merge' | 'reject' | 'refer';
  kind: string | null;
  village: string | null;
  facility: FacilityPick | null;
  danger: boolean;
  frail_person: boolean;
  crew: string;
  reason: string;
  merge_into: { id: string; number: string } | null;
  service: Schemas['HandOver']['service'];
  reference: string;
  hand_over_note: string;
}

/** The decision as the contract wants it; nothing while something is missing. Only what was corrected is sent. */
export function triageOf(choice: Choice, report: Schemas['Report']): Schemas['Triage'] | null {
  if (choice.decision === 'reject') {
    const reason = choice.reason.trim();
    return reason ? { decision: 'reject', reason } : null;
  }
  if (choice.decision === 'refer') {
    const note = choice.hand_over_note.trim();
    if (!note) return null;
    const hand_over: Schemas['HandOver'] = { service: choice.service, note };
    if (choice.reference.trim()) hand_over.reference = choice.reference.trim();
    return { decision: 'refer', reason: note, hand_over };
  }
  if (!choice.kind || findKind(choice.kind)?.refer_to) return null;
  const triage: Schemas['Triage'] = { decision: choice.decision };
  if (choice.kind !== report.fault_kind) triage.fault_kind = choice.kind;
  if (choice.village && choice.village !== report.village) triage.village = choice.village;
  if (choice.facility && choice.facility.id !== report.facility?.id) triage.facility_id = choice.facility.id;
  if (choice.danger !== report.danger) triage.danger = choice.danger;
  if (choice.frail_person !== report.frail_person) triage.frail_person = choice.frail_person;
  if (choice.decision === 'merge') {
    if (!choice.merge_into) return null;
    triage.work_order_id = choice.merge_into.id;
  } else if (choice.crew) {
    triage.crew_id = choice.crew;
  }
  return triage;
}
