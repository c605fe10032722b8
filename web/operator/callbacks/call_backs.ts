import type { Schemas } from '../../shared/api/client';

export type CallBack = Schemas['CallBack'];
export type Outcome = 'solved' | 'not_solved' | 'no_answer' | 'call_later';

/** One key each, in this order. */
export const OUTCOMES: readonly Outcome[] = ['solved', 'not_solved', 'no_answer', 'call_later'];
export const LATER_HOURS = [1, 3, 24] as const;

export interface CallForm {
  satisfaction: Schemas['Satisfaction'] | '';
  comment: string;
  hours: number;
}

export const newForm = (): CallForm => ({ satisfaction: '', comment: '', hours: 1 });

/** What is sent for an outcome: of what was typed only what belongs to it. */
export function bodyOf(outcome: Outcome, form: CallForm, now: number): Schemas['NewCallback'] {
  if (outcome === 'no_answer') return { reached: false };
  if (outcome === 'call_later') return { reached: true, later_at: new Date(Math.round(now / 1000) * 1000 + form.hours * 3_600_000).toISOString() };
  const comment = form.comment.trim();
  return {
    reached: true,
    solved: outcome === 'solved',
    ...(form.satisfaction ? { satisfaction: form.satisfaction } : {}),
    ...(comment ? { comment } : {}),
  };
}

/** Which outcome a key means; nothing while somebody types, or with Ctrl, Alt or the logo key. */
export function outcomeOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'target'>): Outcome | null {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return null;
  return OUTCOMES[['1', '2', '3', '4'].indexOf(event.key)] ?? null;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

/** Who comes next once somebody is gone from the list: whoever stood below, else the last. */
export function nextOf(items: readonly CallBack[], before: readonly CallBack[], gone: string): string | null {
  const still = new Set(items.map((one) => one.report_id));
  const place = before.findIndex((one) => one.report_id === gone);
  const below = before.slice(place + 1).find((one) => still.has(one.report_id));
  return below?.report_id ?? items[items.length - 1]?.report_id ?? null;
}
