import { reactive, readonly } from 'vue';
import type { NewReport, Problem, PublicReport } from './api';
import { recall, remember } from './memory';

/** A report on its way. The key is stored before the first attempt and never changes while it waits. */
interface Pending {
  key: string;
  report: NewReport;
}
export interface SentReport {
  token: string;
  at: string;
  class: string | null;
  fault_kind: string | null;
}

/** What this phone has sent and what is on its way: written by sending.ts, which comes when there is something to send. */
export const mine = reactive({
  pending: recall<Pending>('pending'),
  busy: false,
  problem: null as Problem | null,
  sent: recall<SentReport[]>('sent') ?? [],
});
export const sending = readonly(mine);

export const listeners = new Set<(report: PublicReport) => void>();

/** Tells when a report has arrived, also one that was waiting since an earlier visit. */
export function onSent(listener: (report: PublicReport) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function forgetToken(token: string): void {
  mine.sent = mine.sent.filter((one) => one.token !== token);
  remember('sent', mine.sent);
}
