import { makeT } from '../../shared/i18n';
import { en } from './en';
import { zh } from './zh';

export const t = makeT(zh, en);
