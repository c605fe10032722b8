import { newKey, type Schemas } from '../../shared/api/client';

export interface FacilityPick {
  id: string;
  code: string;
  name: string;
  class: string;
  village: string | null;
  address: string;
  circuit: string | null;
  household: string;
}

/** One call while it is being written down. `key` is made once, so that however often it is sent it counts once. */
export interface Draft {
  key: string;
  channel: NonNullable<Schemas['NewReport']['channel']>;
  phone: string;
  name: string;
  wants_updates: boolean;
  external_reference: string;
  village: string | null;
  facility: FacilityPick | null;
  position: Schemas['Position'] | null;
  address: string;
  description: string;
  class: string | null;
  kind: string | null;
  /** By the question's Chinese words, so that an answer outlives a change of the kind. */
  answers: Record<string, boolean>;
  frail_person: boolean;
  merge_into: { id: string; number: string } | null;
  /** Handed over even though the kind alone would not demand it. */
  refer: boolean;
  service: Schemas['HandOver']['service'];
  reference: string;
  hand_over_note: string;
  /** What was sent when no answer came: to be sent again unchanged. */
  sent: Schemas['NewReport'] | null;
  /** The call of the telephone system that it is about. */
  call: { id: string; callee: string } | null;
  brand: string;
  error_code: string;
  /** Told to the caller as normal, and accepted: the reason why no order is opened. */
  explained: string;
  /** The proposal out of a pasted chat that it came from. */
  chat: string | null;
  /** When it was said, if that is not now. */
  said_at: string | null;
}

const STORED = 'lamplighter.operator.calls';
const STORED_ONE = 'lamplighter.operator.call'; // as long as there was one call only

export function newDraft(): Draft {
  return {
    key: newKey(),
    channel: 'hotline',
    phone: '',
    name: '',
    wants_updates: true,
    external_reference: '',
    village: null,
    facility: null,
    position: null,
    address: '',
    description: '',
    class: null,
    kind: null,
    answers: {},
    frail_person: false,
    merge_into: null,
    refer: false,
    service: '119',
    reference: '',
    hand_over_note: '',
    sent: null,
    call: null,
    brand: '',
    error_code: '',
    explained: '',
    chat: null,
    said_at: null,
  };
}

/** What the form keeps of a facility. */
export function pickOf(facility: Schemas['Facility']): FacilityPick {
  const { id, code, name, village, address, circuit, household } = facility;
  return { id, code, name, class: facility.class, village, address, circuit, household };
}

export function isEmpty(draft: Draft): boolean {
  const fresh = newDraft();
  const skip = new Set<keyof Draft>(['key', 'channel', 'service']);
  return (Object.keys(fresh) as (keyof Draft)[]).every(
    (field) => skip.has(field) || JSON.stringify(draft[field]) === JSON.stringify(fresh[field]),
  );
}

function asDraft(stored: unknown): Draft | null {
  if (!stored || typeof stored !== 'object' || typeof (stored as Draft).key !== 'string') return null;
  return { ...newDraft(), ...(stored as Partial<Draft>) };
}

/** The drafts of this browser; none when there are none or they cannot be read. */
export function loadDrafts(): Draft[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? 'null');
    if (Array.isArray(stored)) return stored.map(asDraft).filter((draft) => draft !== null);
    const one = asDraft(JSON.parse(localStorage.getItem(STORED_ONE) ?? 'null'));
    if (one) return [one];
  } catch {
    // What cannot be read is no draft.
  }
  return [];
}

export function storeDrafts(drafts: readonly Draft[]): void {
  try {
    const kept = drafts.filter((draft) => !isEmpty(draft));
    if (kept.length === 0) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, JSON.stringify(kept));
    localStorage.removeItem(STORED_ONE);
  } catch {
    // Without storage the drafts still live as long as the page.
  }
}

/** Whether one of the kind's questions was answered with yes. */
export function inDanger(draft: Draft, kind: Schemas['FaultKind'] | undefined): boolean {
  return (kind?.questions ?? []).some((question) => draft.answers[question.zh] === true);
}

export type Missing = 'kind' | 'place' | 'hand_over';

/** What must still be asked before the call can be submitted. */
export function missingIn(draft: Draft, refers: boolean): Missing[] {
  const missing: Missing[] = [];
  const has_place = draft.village || draft.facility || draft.address.trim() || draft.position;
  if (!draft.kind && !(refers && draft.refer)) missing.push('kind');
  if (!has_place) missing.push('place');
  if (refers && !draft.hand_over_note.trim()) missing.push('hand_over');
  return missing;
}

/** The caller's words, with what the plate and the display of the machine say. */
function describe(draft: Draft): string {
  const machine = [
    draft.brand.trim() && `品牌：${draft.brand.trim()}`,
    draft.error_code.trim() && `故障代码：${draft.error_code.trim()}`,
  ].filter(Boolean);
  return [draft.description.trim(), machine.join('；')].filter(Boolean).join('\n');
}

export function toReport(draft: Draft, kind: Schemas['FaultKind'] | undefined): Schemas['NewReport'] {
  const report: Schemas['NewReport'] = {
    channel: draft.channel,
    reporter: { wants_updates: draft.wants_updates },
    description: describe(draft),
    frail_person: draft.frail_person,
    danger: inDanger(draft, kind),
  };
  if (draft.name.trim()) report.reporter!.name = draft.name.trim();
  if (draft.phone.trim()) report.reporter!.phone = draft.phone.trim();
  if (draft.village) report.village = draft.village;
  if (draft.address.trim()) report.address = draft.address.trim();
  if (draft.position) report.position = draft.position;
  if (draft.facility) report.facility_id = draft.facility.id;
  if (draft.class) report.class = draft.class;
  if (kind) report.fault_kind = kind.code;
  if (draft.said_at) {
    report.received_at = draft.said_at;
    report.backdating_reason = '村群里提出的时间';
  }
  if (draft.external_reference.trim()) report.external_reference = draft.external_reference.trim();
  return report;
}

export function toTriage(draft: Draft, kind: Schemas['FaultKind'] | undefined, refers: boolean): Schemas['Triage'] {
  if (refers) {
    const hand_over: Schemas['HandOver'] = { service: draft.service, note: draft.hand_over_note.trim() };
    if (draft.reference.trim()) hand_over.reference = draft.reference.trim();
    return { decision: 'refer', reason: draft.hand_over_note.trim(), hand_over };
  }
  const fault_kind = kind?.code;
  if (draft.explained) return { decision: 'reject', reason: draft.explained };
  if (draft.merge_into) return { decision: 'merge', work_order_id: draft.merge_into.id, fault_kind };
  return { decision: 'open', fault_kind };
}
