import type { Schemas } from '../../shared/api/client';
import { t, zh } from './i18n';

export type Device = Schemas['ReadingDevice'];
export type Shown = 'all' | 'silent' | 'met';

export const SHOWN: readonly Shown[] = ['all', 'silent', 'met'];
export const LIMIT = 200;

/** Whoever answers for the devices; the server says the same. */
export const mayReadDevices = (role: Schemas['Role'] | undefined): boolean => role === 'supervisor' || role === 'admin';

export const queryOf = (shown: Shown): { silent?: boolean; met?: boolean; limit: number } => ({
  limit: LIMIT,
  ...(shown === 'silent' ? { silent: true } : {}),
  ...(shown === 'met' ? { met: true } : {}),
});

/** return_temperature 22.5 · power 1800 */
export const lastWords = (device: Device): string => device.last.map((one) => `${one.measure} ${one.value}`).join(' · ');

const word = (key: string, otherwise: string): string => (key in zh ? t(key as keyof typeof zh) : otherwise);
export const fieldWord = (field: string): string => word(`field.${field}`, field);
export const whyWord = (code: string): string => word(`why.${code}`, code);
