import { reactive, watch } from 'vue';
import type { FaultKind, NewReport } from './api';
import { forget, recall, remember } from './memory';

/** What the resident has said so far; it survives a closed page. */
export interface Draft {
  /** The label the page was opened from; a draft belongs to one label or to none. */
  code: string | null;
  village: string | null;
  class: string | null;
  kind: string | null;
  answers: boolean[];
  danger: boolean;
  frail: boolean;
  position: { latitude: number; longitude: number } | null;
  address: string;
  description: string;
  name: string;
  phone: string;
}

export function emptyDraft(code: string | null): Draft {
  return {
    code,
    village: null,
    class: null,
    kind: null,
    answers: [],
    danger: false,
    frail: false,
    position: null,
    address: '',
    description: '',
    name: '',
    phone: '',
  };
}

/** The report a draft stands for. Empty fields are left out: the server tells "unknown" from "empty". */
export function toReport(draft: Draft): NewReport {
  const report: NewReport = {
    frail_person: draft.frail,
    danger: draft.danger,
  };
  if (draft.code !== null) report.facility_code = draft.code;
  if (draft.village !== null) report.village = draft.village;
  if (draft.class !== null) report.class = draft.class;
  if (draft.kind !== null) report.fault_kind = draft.kind;
  if (draft.position !== null) report.position = { ...draft.position, source: 'phone' };
  if (draft.address.trim() !== '') report.address = draft.address.trim();
  if (draft.description.trim() !== '') report.description = draft.description.trim();
  if (draft.name.trim() !== '' || draft.phone.trim() !== '') {
    report.reporter = { wants_updates: true };
    if (draft.name.trim() !== '') report.reporter.name = draft.name.trim();
    if (draft.phone.trim() !== '') report.reporter.phone = draft.phone.trim();
  }
  return report;
}

/** Whether the crew could find out where or what it is: the same rule as the server's. */
export function saysEnough(draft: Draft): boolean {
  return (
    draft.code !== null ||
    draft.village !== null ||
    draft.position !== null ||
    draft.address.trim() !== '' ||
    draft.description.trim() !== ''
  );
}

/** One yes to a question makes it a danger; a kind that is always handed over is one by itself. */
export function isDanger(kind: FaultKind | undefined, answers: readonly boolean[]): boolean {
  return isReferred(kind) || answers.includes(true);
}

export function isReferred(kind: FaultKind | undefined): boolean {
  return kind !== undefined && kind.refer_to !== null && kind.refer_to !== '';
}

const stored = recall<Partial<Draft>>('draft');
export const draft: Draft = reactive({ ...emptyDraft(null), ...stored });
watch(draft, () => remember('draft', draft), { deep: true, flush: 'sync' });

/** Starts anew unless what is written already belongs to this label. */
export function openDraft(code: string | null): void {
  if (draft.code !== code) clearDraft(code);
}

export function clearDraft(code: string | null = null): void {
  Object.assign(draft, emptyDraft(code));
  if (code === null) forget('draft');
}
