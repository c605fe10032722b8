import { locale, type Locale } from '../i18n';
import { serverNow } from './clock';

export { noteServerDate, restoreServerClock, serverClock, serverNow } from './clock';

const TOWN_ZONE = 'Asia/Shanghai';
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let formatter: Intl.DateTimeFormat | undefined;

function parts(ms: number): Record<string, string> {
  // Made once: to make one costs more than to use it a hundred times, and a long list is full of times.
  formatter ??= new Intl.DateTimeFormat('en-CA', {
    timeZone: TOWN_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return Object.fromEntries(formatter.formatToParts(ms).map((part) => [part.type, part.value]));
}

function town_day(ms: number): number {
  const { year, month, day } = parts(ms);
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / (DAY * 1000);
}

/** When the town's day began, in milliseconds. */
export function townDayStart(now_ms: number): number {
  const { hour, minute, second } = parts(now_ms);
  const passed = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return (Math.floor(now_ms / 1000) - passed) * 1000;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "今天 14:05", "明天 09:00", "11月23日 14:05"; in the town's zone whatever the browser's is. */
export function formatTime(
  iso: string | null | undefined,
  language: Locale = locale.value,
  now_ms: number = serverNow(),
): string {
  const ms = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(ms)) return '';
  const { year, month, day, hour, minute } = parts(ms);
  const clock = `${hour}:${minute}`;
  const days = town_day(ms) - town_day(now_ms);
  if (language === 'zh') {
    if (days >= -1 && days <= 2) return `${['昨天', '今天', '明天', '后天'][days + 1]} ${clock}`;
    const date = `${Number(month)}月${Number(day)}日 ${clock}`;
    return year === parts(now_ms).year ? date : `${year}年${date}`;
  }
  if (days >= -1 && days <= 1) return `${['yesterday', 'today', 'tomorrow'][days + 1]} ${clock}`;
  const date = `${Number(day)} ${MONTHS[Number(month) - 1]}`;
  return year === parts(now_ms).year ? `${date}, ${clock}` : `${date} ${year}, ${clock}`;
}

/** "14:05" in the town's zone. */
export function clockTime(when: string | number | null | undefined): string {
  const ms = typeof when === 'number' ? when : Date.parse(when ?? '');
  if (Number.isNaN(ms)) return '';
  const { hour, minute } = parts(ms);
  return `${hour}:${minute}`;
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
