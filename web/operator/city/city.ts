import type { Schemas } from '../../shared/api/client';
import { text } from '../../shared/i18n';
import { t, zh } from './i18n';

type CityOrder = Schemas['CityOrder'];
type Wrong = Schemas['CityOrderImport']['errors'][number];

const word = (key: string, otherwise: string): string => (key in zh ? t(key as keyof typeof zh) : otherwise);

/** A column as the table calls it. */
export const fieldWord = (field: string): string => word(`field.${field}`, field);

/** One wrong cell in words: where, which column, and why. */
export const wrongWords = (one: Wrong): string => `${t('wrong.line', { line: one.line })} · ${fieldWord(one.field)}：${text(one.reason)}`;

/** Whether the city is owed something: its receipt or its result. */
export const isOwed = (order: CityOrder): boolean => order.stage !== order.told;

export const sameWords = (order: CityOrder): string => order.duplicates.map((one) => one.number).join(' ');

/** A table by its name, since browsers know no type for every CSV. */
export const typeOf = (name: string): string =>
  name.toLowerCase().endsWith('.xlsx') ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv';
