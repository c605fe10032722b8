import type { Schemas } from '../../shared/api/client';
import { nameOf } from '../../shared/domain/labels';
import { crewName, kindName, placeWords } from '../../shared/domain/register';
import { formatTime } from '../../shared/domain/time';
import { t } from '../../shared/work_order/i18n';

type Order = Schemas['WorkOrder'];

export interface Changed {
  name: string;
  seen: string;
  now: string;
}

const FIELDS: readonly { name: () => string; of: (order: Order) => string }[] = [
  { name: () => t('table.column_state'), of: (order) => nameOf('work_order_state', order.state) },
  { name: () => t('table.column_crew'), of: (order) => crewName(order.crew_id) || '–' },
  { name: () => t('table.column_severity'), of: (order) => nameOf('severity', order.severity) },
  { name: () => t('table.column_what'), of: (order) => kindName(order.fault_kind) },
  { name: () => t('table.column_where'), of: (order) => placeWords(order.village, order.address, order.facility?.name) },
  { name: () => t('table.column_due'), of: (order) => (order.due_at ? formatTime(order.due_at) : '–') },
  { name: () => t('table.column_description'), of: (order) => order.description },
];

/** What differs between the order somebody saw and the one that is there now, field by field. */
export function changesBetween(seen: Order, now: Order): Changed[] {
  return FIELDS.map((field) => ({ name: field.name(), seen: field.of(seen), now: field.of(now) })).filter((one) => one.seen !== one.now);
}
