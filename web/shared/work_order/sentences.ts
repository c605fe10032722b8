import type { Schemas } from '../api/client';
import { nameOf } from '../domain/labels';
import { formatTime } from '../domain/time';
import { locale, type Locale } from '../i18n';
import { t } from './i18n';

/** What a sentence needs to know of the rest of the town. */
export interface Around {
  crewName: (id: string) => string;
  notes?: readonly Schemas['Note'][];
}

type Event = Pick<Schemas['Event'], 'kind' | 'details' | 'at'>;

/** One event of an order, in words. */
export function eventSentence(event: Event, around: Around, language: Locale = locale.value): string {
  const { details } = event;
  const detail = (key: string): string => details[key] ?? '';
  const due = (): string => formatTime(detail('due_at'), language, Date.parse(event.at));
  const target = (): string => {
    const name = nameOf('target', detail('target'), language);
    return language === 'en' ? name.toLowerCase() : name;
  };
  switch (event.kind) {
    case 'report_received':
      if (detail('split_from')) return t('event.report_split', {}, language);
      return t('event.report_received', { channel: nameOf('channel', detail('channel'), language) }, language);
    case 'report_merged':
      return t('event.report_merged', {}, language);
    case 'report_rejected':
      return t('event.report_rejected', { reason: detail('reason') }, language);
    case 'report_referred':
      return t('event.report_referred', { service: detail('service'), reason: detail('reason') }, language);
    case 'report_judged':
      return [
        t(detail('solved') === 'true' ? 'event.judged_solved' : 'event.judged_not_solved', {}, language),
        nameOf('satisfaction', detail('satisfaction'), language),
      ].filter(Boolean).join(t('decision.comma', {}, language));
    case 'reporter_informed': {
      const about = nameOf('event_kind', detail('about'), language);
      const count = Number(detail('count') || 1);
      return t(count > 1 ? 'event.reporters_informed' : 'event.reporter_informed', { about, count }, language);
    }
    case 'work_order_opened': {
      const severity = nameOf('severity', detail('severity'), language);
      return t('event.opened', { severity: language === 'en' ? severity.toLowerCase() : severity, policy: detail('policy') }, language);
    }
    case 'work_order_assigned': {
      const crew = around.crewName(detail('crew'));
      const rule = detail('rule');
      if (rule === 'planned') return t('event.assigned_planned', { crew }, language);
      return t(rule === 'automatic' ? 'event.assigned_automatic' : 'event.assigned_manual', { crew }, language);
    }
    case 'work_order_pinned': {
      const start = detail('start') ? t('event.pinned_start', { time: formatTime(detail('start'), language, Date.parse(event.at)) }, language) : '';
      const crew = detail('crew') ? around.crewName(detail('crew')) : '';
      const what = [crew, start].filter(Boolean).join(t('decision.comma', {}, language));
      return t('event.pinned', { what, reason: detail('reason') }, language);
    }
    case 'work_order_unpinned':
      return t('event.unpinned', {}, language);
    case 'work_order_paused':
      return t('event.paused', { reason: nameOf('request_reason', detail('reason'), language) }, language);
    case 'work_order_resumed':
      return t('event.resumed', { reason: nameOf('request_reason', detail('reason'), language) }, language);
    case 'work_order_resolved':
      return t('event.resolved', { outcome: nameOf('outcome', detail('outcome'), language) }, language);
    case 'work_order_closed': {
      const confirmed = t(detail('confirmed') === 'true' ? 'event.confirmed' : 'event.not_confirmed', {}, language);
      return t('event.closed', { method: nameOf('closure_method', detail('method'), language), confirmed }, language);
    }
    case 'work_order_reopened':
      return t('event.reopened', { reason: detail('reason') }, language);
    case 'work_order_cancelled':
      return t('event.cancelled', { reason: detail('reason') }, language);
    case 'note_added': {
      const note = around.notes?.find((found) => found.id === detail('note'));
      return note ? t('event.note', { text: note.text }, language) : nameOf('event_kind', event.kind, language);
    }
    case 'photo_added':
      if (detail('attachment')) return t('event.attached', { kind: t(detail('step') === 'voice' ? 'attachments.kind_voice' : 'attachments.kind_photo', {}, language) }, language);
      return t('event.photo', { step: nameOf('photo_step', detail('step'), language) }, language);
    case 'request_asked':
    case 'request_approved':
    case 'request_refused':
    case 'request_withdrawn': {
      const kind = nameOf('request_kind', detail('kind'), language);
      const what = nameOf('event_kind', event.kind, language);
      return t('event.request', { what, kind, reason: nameOf('request_reason', detail('reason'), language) }, language);
    }
    case 'sla_extended':
      return t('event.extended', { target: target(), due: due() }, language);
    case 'alert_raised': {
      const trigger = nameOf('alert_trigger', detail('trigger'), language);
      return t('event.alert', { who: nameOf('alert_reader', detail('who'), language), trigger }, language);
    }
    case 'recheck_done':
      return t(detail('passed') === 'true' ? 'event.recheck_passed' : 'event.recheck_failed', { note: detail('note') }, language);
    case 'sla_warned':
      return t('event.warned', { target: target(), due: due(), percent: detail('percent') || '80' }, language);
    case 'clocks_recounted':
      return t('event.recounted', { reason: detail('reason'), before: detail('policy_before'), after: detail('policy') }, language);
    case 'sla_breached':
      return t('event.breached', { target: target(), due: due() }, language);
    default:
      return nameOf('event_kind', event.kind, language);
  }
}

/** A distance in plain words; nothing when none was measured. */
export function distanceWords(metres: number, language: Locale = locale.value): string {
  if (metres <= 0) return '';
  if (metres < 950) return t('decision.metres', { metres: Math.round(metres / 10) * 10 }, language);
  return t('decision.kilometres', { kilometres: (metres / 1000).toFixed(1) }, language);
}

/** What the rule found about one crew. */
export function findingWords(
  found: Schemas['CrewConsidered'],
  chosen_id: string | null,
  language: Locale = locale.value,
): string {
  if (found.crew_id === chosen_id) return t('decision.chosen', {}, language);
  if (found.excluded_by) {
    return t('decision.excluded', { why: nameOf('excluded_by', found.excluded_by, language) }, language);
  }
  return t('decision.fit', {}, language);
}
