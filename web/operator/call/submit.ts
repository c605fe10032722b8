import { api, ask, newKey, type Answer, type Problem, type Schemas } from '../../shared/api/client';
import { toReport, toTriage, type Draft } from './draft';

type Report = Schemas['Report'];
type Triaged = Schemas['Triaged'];

/** The calls to the server that submitting needs; replaced in tests. */
export interface Desk {
  post(report: Schemas['NewReport'], key: string): Promise<Answer<Report>>;
  read(id: string): Promise<Answer<Report>>;
  triage(id: string, triage: Schemas['Triage'], version: string): Promise<Answer<Triaged>>;
  order(id: string): Promise<Answer<Schemas['WorkOrder']>>;
}

export const desk: Desk = {
  post: (report, key) => ask(api.POST('/reports', { body: report, params: { header: { 'Idempotency-Key': key } } })),
  read: (id) => ask(api.GET('/reports/{id}', { params: { path: { id } } })),
  triage: (id, triage, version) =>
    ask(api.PUT('/reports/{id}/triage', { body: triage, params: { path: { id }, header: { 'If-Match': version } } })),
  order: (id) => ask(api.GET('/work-orders/{id}', { params: { path: { id } } })),
};

export type Outcome =
  /** Report and decision are stored. */
  | { kind: 'done'; report: Report; order: Schemas['WorkOrder'] | null }
  /** The report is stored and waits; the decision was not taken. */
  | { kind: 'kept'; report: Report; triage: Schemas['Triage']; problem: Problem }
  /** Nothing is stored. */
  | { kind: 'refused'; problem: Problem }
  /** No answer: it may be stored or not; sending the same again is safe. */
  | { kind: 'unknown'; problem: Problem };

function is_unknown(status: number): boolean {
  return status === 0 || status >= 500;
}

/** Decides a stored report; finds out what happened when an earlier try may have come through. */
export async function decide(
  report: Report,
  triage: Schemas['Triage'],
  calls: Desk = desk,
): Promise<Outcome> {
  const answer = await calls.triage(report.id, triage, `"${report.version}"`);
  if (answer.ok) return { kind: 'done', report: answer.data.report, order: answer.data.work_order };
  if (answer.status === 409 || answer.status === 412) {
    const now = await calls.read(report.id);
    if (now.ok && now.data.state !== 'received') {
      const order = now.data.work_order_id ? await calls.order(now.data.work_order_id) : null;
      if (!order || order.ok) return { kind: 'done', report: now.data, order: order?.ok ? order.data : null };
    }
    if (now.ok) return { kind: 'kept', report: now.data, triage, problem: answer.problem };
  }
  return { kind: 'kept', report, triage, problem: answer.problem };
}

/**
 * Stores the report, then decides it. The draft keeps what was sent while it is not known whether it arrived;
 * a definite refusal lets the same key serve the corrected report.
 */
export async function submitCall(
  draft: Draft,
  kind: Schemas['FaultKind'] | undefined,
  refers: boolean,
  calls: Desk = desk,
): Promise<Outcome> {
  const body = draft.sent ?? toReport(draft, kind);
  draft.sent = body;
  const taken = await calls.post(body, draft.key);
  if (!taken.ok) {
    if (is_unknown(taken.status)) return { kind: 'unknown', problem: taken.problem };
    draft.sent = null;
    return { kind: 'refused', problem: taken.problem };
  }
  return decide(taken.data, toTriage(draft, kind, refers), calls);
}

/** After an unknown result: what is changed now is a new report under a new key. */
export function beginAnew(draft: Draft): void {
  draft.sent = null;
  draft.key = newKey();
}
