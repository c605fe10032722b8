import { computed, reactive, readonly } from 'vue';
import { getCatalog, type Catalog, type FaultKind } from './api';
import { recall, remember } from './memory';

// The last catalog is kept, so that a report can be written without a network too.
const state = reactive({ catalog: recall<Catalog>('catalog'), failed: false });
export const catalogState = readonly(state);
export const catalog = computed(() => state.catalog);

export async function loadCatalog(): Promise<void> {
  state.failed = false;
  const outcome = await getCatalog();
  if ('ok' in outcome) {
    state.catalog = outcome.ok;
    remember('catalog', outcome.ok);
  } else {
    state.failed = state.catalog === null;
  }
}

export const kindsOf = (code: string | null): FaultKind[] =>
  (state.catalog?.fault_kinds ?? []).filter((kind) => kind.class === code);
export const findKind = (code: string | null): FaultKind | undefined =>
  state.catalog?.fault_kinds.find((kind) => kind.code === code);
export const findClass = (code: string | null): Catalog['classes'][number] | undefined =>
  state.catalog?.classes.find((one) => one.code === code);
/** A village by its code; what is no code is its name already. */
export const villageName = (village: string | null): string =>
  state.catalog?.villages.find((one) => one.code === village)?.name ?? (/^\d*$/.test(village ?? '') ? '' : (village ?? ''));

/** Whether people heat with it: then burning coal indoors is near, and carbon monoxide kills. */
export const isHeating = (code: string | null): boolean => kindsOf(code).some((kind) => kind.skill === 'heating');
