import type { Schemas } from '../../shared/api/client';
import { t } from './i18n';

/** Where a crew with nothing to do waits: told, or only proposed to who plans. */
export const waitingWords = (waiting: Schemas['CrewWaiting']): string =>
  t(waiting.told ? 'plan.wait_at' : 'plan.wait_proposed', { village: waiting.village_name });
