import { useNow } from '@shared/ui/now';
import { inject, type InjectionKey, type Ref } from 'vue';
import type { Crew } from './crew';

export const crewKey: InjectionKey<Crew> = Symbol('crew');
/** The time as a page shows it, which stands still while another page is looked at. */
export const clockKey: InjectionKey<Readonly<Ref<number>>> = Symbol('clock');

export function useCrew(): Crew {
  const crew = inject(crewKey);
  if (!crew) throw new Error('useCrew outside the crew app');
  return crew;
}

export const useClock = (): Readonly<Ref<number>> => inject(clockKey, useNow, true);
