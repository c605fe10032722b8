import type { NewReport, PublicReport } from './api';
import { postReport } from './api_more';
import { forget, newKey, remember } from './memory';
import { listeners, mine, type SentReport } from './mine';

const FIRST_WAIT_MILLISECONDS = 2_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
const REMEMBERED_REPORTS = 8;

let wait = FIRST_WAIT_MILLISECONDS;
let timer: number | undefined;

export function sendReport(report: NewReport): Promise<void> {
  mine.pending = { key: newKey(), report };
  remember('pending', mine.pending);
  wait = FIRST_WAIT_MILLISECONDS;
  return trySending();
}

/** Takes a waiting report back to change it. Changed words are another report and get another key. */
export function takeBack(): void {
  clearTimeout(timer);
  mine.pending = null;
  forget('pending');
}

export async function trySending(): Promise<void> {
  clearTimeout(timer);
  const pending = mine.pending;
  if (pending === null || mine.busy) return;
  mine.busy = true;
  mine.problem = null;
  const outcome = await postReport(pending.key, pending.report);
  mine.busy = false;
  if (mine.pending?.key !== pending.key) return;
  if ('ok' in outcome) {
    keepToken(outcome.ok);
    takeBack();
    for (const listener of [...listeners]) listener(outcome.ok);
  } else if ('refused' in outcome) {
    mine.problem = outcome.refused;
    takeBack();
  } else {
    timer = window.setTimeout(() => void trySending(), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS);
  }
}

/** Remembers a report this phone follows, the newest first. */
export function keepToken(report: PublicReport): void {
  const others = mine.sent.filter((one) => one.token !== report.token);
  const kept: SentReport = {
    token: report.token,
    at: report.received_at,
    class: report.class,
    fault_kind: report.fault_kind,
  };
  mine.sent = [kept, ...others].slice(0, REMEMBERED_REPORTS);
  remember('sent', mine.sent);
}

window.addEventListener('online', () => void trySending());
