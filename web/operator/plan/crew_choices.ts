import type { Schemas } from '../../shared/api/client';
import { optionWords } from '../../shared/work_order/decision_words';
import { findingWords } from '../../shared/work_order/sentences';
import { t } from './i18n';

type Decision = Schemas['AssignmentDecision'];

export interface CrewChoice {
  crew_id: string;
  words: string;
  /** The rules let it go. */
  fits: boolean;
  here: boolean;
  away: boolean;
}

/** Every crew one may send, those that fit first, each with what is known about sending it. */
export function crewChoices(crews: readonly Schemas['PlanCrew'][], decision: Decision | null, here: string | null): CrewChoice[] {
  const options = [decision?.chosen ?? null, ...(decision?.alternatives ?? [])].filter((option) => option !== null);
  const ranked = crews.map((crew): { rank: number; choice: CrewChoice } => {
    const place = options.findIndex((option) => option.crew_id === crew.id);
    const option = options[place];
    const found = decision?.considered.find((one) => one.crew_id === crew.id);
    const words = option
      ? optionWords(option, decision?.chosen ?? null)
      : found?.excluded_by
        ? findingWords(found, null)
        : t('visit.possible');
    const own = crew.id === here;
    const fits = !found?.excluded_by && !crew.absence;
    const rank = (own ? 0 : fits ? 100 : 200) + (option ? place : 50);
    const choice = {
      crew_id: crew.id,
      words: [own ? t('visit.now_here') : '', crew.absence ? t('plan.away') : '', words].filter(Boolean).join(' · '),
      fits,
      here: own,
      away: !!crew.absence,
    };
    return { rank, choice };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ choice }) => choice);
}
