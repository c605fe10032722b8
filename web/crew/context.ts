import { inject, type InjectionKey } from 'vue';
import type { Crew } from './crew';

export const crewKey: InjectionKey<Crew> = Symbol('crew');

export function useCrew(): Crew {
  const crew = inject(crewKey);
  if (!crew) throw new Error('useCrew outside the crew app');
  return crew;
}
