import { locale, type Locale } from '../i18n';
import { serverNow } from './clock';

export { noteServerDate, restoreServerClock, serverClock, serverNow } from './clock';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// The town's clock has stood at this one offset since 1991. Arithmetic costs far less than the browser's calendar, and
// a long list is full of times.
const TOWN_OFFSET_MS = 8 * HOUR * 1000;

/** The town's calendar and clock, read by the UTC getters. */
const inTown = (ms: number): Date => new Date(ms + TOWN_OFFSET_MS);
const two = (value: number): string => String(value).padStart(2, '0');
const clockOf = (town: Date): string => `${two(town.getUTCHours())}:${two(town.getUTCMinutes())}`;

/** The number of the town's day that holds this moment. */
export const townDay = (ms: number): number => Math.floor((ms + TOWN_OFFSET_MS) / (DAY * 1000));

/** When the town's day began, in milliseconds. */
export const townDayStart = (now_ms: number): number => townDay(now_ms) * DAY * 1000 - TOWN_OFFSET_MS;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "今天 14:05", "明天 09:00", "11月23日 14:05"; in the town's zone whatever the browser's is. */
export function formatTime(
  iso: string | null | undefined,
  language: Locale = locale.value,
  now_ms: number = serverNow(),
): string {
  const ms = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(ms)) return '';
  const then = inTown(ms);
  const clock = clockOf(then);
  const days = townDay(ms) - townDay(now_ms);
  const year = then.getUTCFullYear();
  const this_year = year === inTown(now_ms).getUTCFullYear();
  if (language === 'zh') {
    if (days >= -1 && days <= 2) return `${['昨天', '今天', '明天', '后天'][days + 1]} ${clock}`;
    const date = `${then.getUTCMonth() + 1}月${then.getUTCDate()}日 ${clock}`;
    return this_year ? date : `${year}年${date}`;
  }
  if (days >= -1 && days <= 1) return `${['yesterday', 'today', 'tomorrow'][days + 1]} ${clock}`;
  const date = `${then.getUTCDate()} ${MONTHS[then.getUTCMonth()]}`;
  return this_year ? `${date}, ${clock}` : `${date} ${year}, ${clock}`;
}

/** "14:05" in the town's zone. */
export function clockTime(when: string | number | null | undefined): string {
  const ms = typeof when === 'number' ? when : Date.parse(when ?? '');
  return Number.isNaN(ms) ? '' : clockOf(inTown(ms));
}

/** What an input of type datetime-local says, taken as the town's own time; nothing when it is empty. */
export function fromTownInput(value: string): string | null {
  const ms = Date.parse(`${value}:00+08:00`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** "1 天 3 小时", "1 小时 5 分", "25 分钟", "40 秒": the two largest units that matter. */
export function duration(seconds: number, language: Locale = locale.value): string {
  const length = Math.max(0, Math.floor(seconds));
  const days = Math.floor(length / DAY);
  const hours = Math.floor((length % DAY) / HOUR);
  const minutes = Math.floor((length % HOUR) / MINUTE);
  const zh = language === 'zh';
  if (days > 0) {
    const rest = hours > 0 ? (zh ? ` ${hours} 小时` : ` ${hours} h`) : '';
    return (zh ? `${days} 天` : `${days} d`) + rest;
  }
  if (hours > 0) {
    const rest = minutes > 0 ? (zh ? ` ${minutes} 分` : ` ${minutes} min`) : '';
    return (zh ? `${hours} 小时` : `${hours} h`) + rest;
  }
  if (minutes > 0) return zh ? `${minutes} 分钟` : `${minutes} min`;
  return zh ? `${length} 秒` : `${length} s`;
}

/** A deadline in words: "还有 25 分钟", "已超时 1 小时 5 分". */
export function relative(iso: string, now_ms: number, language: Locale = locale.value): string {
  const seconds = (Date.parse(iso) - now_ms) / 1000;
  if (seconds >= 0) {
    const left = duration(seconds, language);
    return language === 'zh' ? `还有 ${left}` : `${left} left`;
  }
  const late = duration(-seconds, language);
  return language === 'zh' ? `已超时 ${late}` : `${late} late`;
}

/** How long ago: "刚刚", "5 分钟前". */
export function ago(iso: string, now_ms: number, language: Locale = locale.value): string {
  const seconds = (now_ms - Date.parse(iso)) / 1000;
  if (seconds < 60) return language === 'zh' ? '刚刚' : 'just now';
  const length = duration(seconds, language);
  return language === 'zh' ? `${length}前` : `${length} ago`;
}

/** Seconds of an ISO 8601 length such as PT4H or P1DT30M; 0 when it is none. */
export function isoSeconds(length: string): number {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(length);
  if (!found) return 0;
  const [, days, hours, minutes, seconds] = found;
  return Number(days ?? 0) * DAY + Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE + Number(seconds ?? 0);
}
