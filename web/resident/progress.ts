import type { LocalizedText } from '../shared/i18n';
import type { PublicReport } from './api';

/** What the follow page says, in keys of the dictionary: the words are elsewhere, the choice is here. */
export interface Headline {
  key: string;
  mood: 'waiting' | 'working' | 'good' | 'owed' | 'ended';
}

/** The steps every report goes through and the events that mark them, in order. */
export const STEPS = ['received', 'accepted', 'assigned', 'arrived', 'resolved', 'closed'] as const;
export type StepName = (typeof STEPS)[number];

export interface StepLine {
  step: StepName;
  at: string | null;
  current: boolean;
}

const MARKS: Record<StepName, readonly string[]> = {
  received: ['report_received'],
  accepted: ['report_accepted', 'report_merged', 'work_order_opened'],
  assigned: ['work_order_assigned', 'work_order_accepted'],
  arrived: ['work_order_arrived', 'work_order_made_safe'],
  resolved: ['work_order_resolved'],
  closed: ['work_order_closed'],
};

/** How many steps an order's state has behind it, whatever its history says. */
const REACHED: Record<string, number> = {
  open: 2,
  assigned: 3,
  accepted: 3,
  under_way: 4,
  resolved: 5,
  closed: 6,
};

export function headline(report: PublicReport): Headline {
  if (report.state === 'rejected') return { key: 'head_rejected', mood: 'ended' };
  if (report.state === 'referred') return { key: 'head_referred', mood: 'ended' };
  if (report.state === 'received') return { key: 'head_received', mood: 'waiting' };
  if (report.still_owed) return { key: 'head_still_owed', mood: 'owed' };
  switch (report.work_order_state) {
    case 'assigned':
      return { key: 'head_assigned', mood: 'working' };
    case 'accepted':
      return { key: 'head_crew_accepted', mood: 'working' };
    case 'under_way':
      return { key: 'head_under_way', mood: 'working' };
    case 'resolved':
      return ended(report, 'head_resolved');
    case 'closed':
      return ended(report, 'head_closed');
    case 'cancelled':
      return { key: 'head_cancelled', mood: 'ended' };
    default:
      return { key: 'head_open', mood: 'waiting' };
  }
}

// Only "repaired" is solved; every other outcome is told as what it is.
function ended(report: PublicReport, repaired: string): Headline {
  if (report.outcome === 'repaired' || report.outcome === null) return { key: repaired, mood: 'good' };
  return { key: `head_outcome_${report.outcome}`, mood: 'ended' };
}

/** The way of a report so far and what is still to come; nothing for one that is not an order. */
export function stepLines(report: PublicReport): StepLine[] {
  if (report.state === 'rejected' || report.state === 'referred' || report.work_order_state === 'cancelled') return [];
  const reached = report.work_order_state === null ? 1 : (REACHED[report.work_order_state] ?? 2);
  return STEPS.map((step, index) => ({
    step,
    at: index < reached ? (lastTime(report, MARKS[step]) ?? (step === 'received' ? report.received_at : null)) : null,
    current: index === reached - 1,
  }));
}

// The last time counts: an order that was reopened is resolved twice.
function lastTime(report: PublicReport, kinds: readonly string[]): string | null {
  const times = report.progress.filter((one) => kinds.includes(one.kind)).map((one) => one.at);
  return times.at(-1) ?? null;
}

/** Whether anything may still change, so that the page keeps looking. */
export function mayChange(report: PublicReport): boolean {
  return report.state === 'received' || report.may_judge || report.still_owed ||
    !(report.state === 'rejected' || report.state === 'referred' ||
      report.work_order_state === 'closed' || report.work_order_state === 'cancelled');
}

export interface Move {
  key: 'moved_paused' | 'moved_paused_now' | 'moved_extended' | 'moved_recounted';
  reason: LocalizedText | null;
  from: string | null;
  to: string | null;
}

/** What moved a promise, for people: a pause that runs on is told as such. */
export function movesOf(promise: PublicReport['promise']): Move[] {
  return (promise?.moved_by ?? []).map(({ kind, reason_name, from, to }) => {
    const reason = reason_name ?? null;
    if (kind === 'extended') return { key: 'moved_extended', reason, from, to };
    if (kind === 'recounted') return { key: 'moved_recounted', reason, from, to };
    return { key: to === null ? 'moved_paused_now' : 'moved_paused', reason, from, to };
  });
}
