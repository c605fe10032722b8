import type { FaultKind } from './api';
import { catalog } from './catalog';

// What only the pages beyond the first screen ask of the catalog.

export const kindsOf = (code: string | null): FaultKind[] =>
  (catalog.value?.fault_kinds ?? []).filter((kind) => kind.class === code);
/** A village by its code; what is no code is its name already. */
export const villageName = (village: string | null): string =>
  catalog.value?.villages.find((one) => one.code === village)?.name ?? (/^\d*$/.test(village ?? '') ? '' : (village ?? ''));

/** Whether people heat with it: then burning coal indoors is near, and carbon monoxide kills. */
export const isHeating = (code: string | null): boolean => kindsOf(code).some((kind) => kind.skill === 'heating');
