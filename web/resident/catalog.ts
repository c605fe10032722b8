import { computed, reactive, readonly } from 'vue';
import { getCatalog, type Catalog, type FaultKind } from './api';
import { recall, remember } from './memory';

// The last catalog is kept, so that a report can be written without a network too.
const state = reactive({ catalog: recall<Catalog>('catalog'), failed: false });
export const catalogState = readonly(state);
export const catalog = computed(() => state.catalog);

export async function loadCatalog(): Promise<void> {
  state.failed = false;
  const answer = await getCatalog();
  if (answer) {
    state.catalog = answer;
    remember('catalog', answer);
  } else {
    state.failed = state.catalog === null;
  }
}

export const findKind = (code: string | null): FaultKind | undefined =>
  state.catalog?.fault_kinds.find((kind) => kind.code === code);
export const findClass = (code: string | null): Catalog['classes'][number] | undefined =>
  state.catalog?.classes.find((one) => one.code === code);
