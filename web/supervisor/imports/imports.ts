import { locale } from '../../shared/i18n';
import type { Schemas } from '../../shared/api/client';
import { t, zh } from './i18n';

export type Import = Schemas['Import'];
export type Register = Schemas['ImportRegister'];

export const REGISTERS: readonly Register[] = ['facilities', 'villages', 'crews', 'parts', 'stock'];
const PLACED: readonly Register[] = ['facilities', 'villages', 'crews'];

/** Who keeps the register; the server says the same. */
export const mayImport = (role: Schemas['Role'] | undefined): boolean => role === 'supervisor' || role === 'admin';

/** What a file chooser offers. */
export const acceptOf = (register: Register): string => (PLACED.includes(register) ? '.csv,.xlsx,.geojson,.json' : '.csv,.xlsx');

/** What the file says it is; the server looks at its bytes. */
export function typeOf(name: string): string {
  const lower = name.toLowerCase();
  if (lower.endsWith('.xlsx')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return lower.endsWith('.json') || lower.endsWith('.geojson') ? 'application/geo+json' : 'text/csv';
}

/** One bad cell in words: where, which column, and why. */
export function faultWords(fault: Schemas['ImportFault']): string {
  const where = fault.line === 0 ? t('fault.file') : t('fault.line', { line: fault.line });
  const why = locale.value === 'zh' ? fault.reason.zh : fault.reason.en;
  return `${where}${fault.column ? ` · ${columnWord(fault.column)}` : ''}${t('fault.colon')}${why}`;
}

/** A column as people call it; one that the file invented as it is written there. */
const columnWord = (column: string): string => {
  const key = `column.${column}`;
  return key in zh ? `${t(key as keyof typeof zh)} (${column})` : column;
};

/** What became of it, or would. */
export function resultWords(one: Import): string {
  const counts = { made: one.made, changed: one.changed, same: one.same };
  if (one.state === 'done') return `${t(one.dry_run ? 'tried' : 'taken', counts)}${one.bad > 0 ? t('left_out', { bad: one.bad }) : ''}`;
  if (one.state === 'refused') return t('refused', { rows: one.bad, count: one.faults_in_all });
  if (one.state === 'failed') return t(one.problem?.code === 'interrupted' ? 'interrupted' : 'failed');
  return one.state === 'cancelled' ? t('cancelled') : '';
}
