import type { FaultKind, NewReport } from './api';
import type { Draft } from './draft';

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
