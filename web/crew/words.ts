import { makeT } from '@shared/i18n';
import { en } from './i18n/en';
import { zh } from './i18n/zh';

export const t = makeT(zh, en);
export type Key = keyof typeof zh;
