import { reactive, readonly } from 'vue';
import type { NewReport, Outcome, Problem, PublicReport } from './api';
import { forget, newKey, recall, remember } from './memory';

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

const FIRST_WAIT_MILLISECONDS = 2_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
const REMEMBERED_REPORTS = 8;

const state = reactive({
  pending: recall<Pending>('pending'),
  busy: false,
  problem: null as Problem | null,
  sent: recall<SentReport[]>('sent') ?? [],
});
export const sending = readonly(state);

let wait = FIRST_WAIT_MILLISECONDS;
let timer: number | undefined;
const listeners = new Set<(report: PublicReport) => void>();

/** Tells when a report has arrived, also one that was waiting since an earlier visit. */
export function onSent(listener: (report: PublicReport) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function sendReport(report: NewReport): Promise<void> {
  state.pending = { key: newKey(), report };
  remember('pending', state.pending);
  wait = FIRST_WAIT_MILLISECONDS;
  return trySending();
}

/** Takes a waiting report back to change it. Changed words are another report and get another key. */
export function takeBack(): void {
  clearTimeout(timer);
  state.pending = null;
  forget('pending');
}

/** How to send comes with the form; on a page opened anew it is fetched first. */
const post = (one: Pending): Promise<Outcome<PublicReport>> =>
  import('./api_more').then(({ postReport }) => postReport(one.key, one.report), () => ({ unreachable: true }));

export async function trySending(): Promise<void> {
  clearTimeout(timer);
  const pending = state.pending;
  if (pending === null || state.busy) return;
  state.busy = true;
  state.problem = null;
  const outcome = await post(pending);
  state.busy = false;
  if (state.pending?.key !== pending.key) return;
  if ('ok' in outcome) {
    keepToken(outcome.ok);
    takeBack();
    for (const listener of [...listeners]) listener(outcome.ok);
  } else if ('refused' in outcome) {
    state.problem = outcome.refused;
    takeBack();
  } else {
    timer = window.setTimeout(() => void trySending(), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS);
  }
}

/** Remembers a report this phone follows, the newest first. */
export function keepToken(report: PublicReport): void {
  const others = state.sent.filter((one) => one.token !== report.token);
  const kept: SentReport = {
    token: report.token,
    at: report.received_at,
    class: report.class,
    fault_kind: report.fault_kind,
  };
  state.sent = [kept, ...others].slice(0, REMEMBERED_REPORTS);
  remember('sent', state.sent);
}

export function forgetToken(token: string): void {
  state.sent = state.sent.filter((one) => one.token !== token);
  remember('sent', state.sent);
}

window.addEventListener('online', () => void trySending());
