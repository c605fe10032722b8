import type { Schemas } from '../../shared/api/client';
import { nameOf } from '../../shared/domain/labels';
import { crewName, kindName, villageName } from '../../shared/domain/register';
import { formatTime, serverNow } from '../../shared/domain/time';
import { locale, type Locale } from '../../shared/i18n';
import { t } from '../i18n';

/** The place as a village may hear it: nobody's home, nobody's name. */
function place(order: Schemas['WorkOrder'], language: Locale): string {
  const name = order.facility?.name ?? '';
  const at = name.includes('*') ? '' : name;
  return [villageName(order.village), at].filter(Boolean).join(language === 'zh' ? '' : ', ');
}

/** What a chat group is told of an order, as a neighbour would write it. */
export function orderNotice(order: Schemas['WorkOrder'], language: Locale = locale.value, now_ms: number = serverNow()): string {
  const where = place(order, language);
  const what = kindName(order.fault_kind);
  if (order.state === 'resolved' || order.state === 'closed') return t('notice.order_done', { where, what }, language);
  const due = order.clocks.find((clock) => clock.target === 'resolve' && clock.state !== 'stopped')?.due_at;
  let words = t('notice.order', { where, what, number: order.number }, language);
  if (order.crew_id) words += t('notice.order_crew', { crew: crewName(order.crew_id) }, language);
  if (due && Date.parse(due) > now_ms) words += t('notice.order_due', { time: formatTime(due, language, now_ms) }, language);
  return words + t('notice.order_end', {}, language);
}

/** What the chat groups are told of an outage. */
export function outageNotice(outage: Schemas['Outage'], language: Locale = locale.value, now_ms: number = serverNow()): string {
  const reason = nameOf('outage_reason', outage.reason, language);
  if (outage.ended_at) return t('notice.outage_done', { reason, words: outage.ending_words ?? '' }, language);
  let words = t('notice.outage', { reason, words: outage.words }, language);
  words += outage.expected_at ? t('notice.outage_due', { time: formatTime(outage.expected_at, language, now_ms) }, language) : t('notice.outage_unknown', {}, language);
  return words + t('notice.outage_end', {}, language);
}
