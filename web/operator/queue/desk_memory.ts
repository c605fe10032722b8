import { ref, watch, type Ref } from 'vue';
import { columnsFrom, type Column } from '../../shared/work_order/columns';
import { filtersFrom, queryOf, type Filters } from '../../shared/work_order/list';

/** What this desk likes to see: kept in this browser. */
const COLUMNS_AT = 'lamplighter.operator.columns';
const FILTERS_AT = 'lamplighter.operator.filters';
export const MOST_SAVED = 12;

export interface SavedFilters {
  name: string;
  query: Record<string, string>;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export function useColumns(): Ref<Column[]> {
  const columns = ref(columnsFrom(read(COLUMNS_AT)));
  watch(columns, (chosen) => keep(COLUMNS_AT, chosen));
  return columns;
}

export function savedFrom(stored: string | null): SavedFilters[] {
  try {
    const all: unknown = JSON.parse(stored ?? '[]');
    if (!Array.isArray(all)) return [];
    return all
      .filter((one): one is SavedFilters => typeof (one as SavedFilters | null)?.name === 'string')
      // Read as an address is, so that nothing unknown comes in.
      .map((one) => ({ name: one.name.slice(0, 20), query: queryOf(filtersFrom(one.query ?? {})) }))
      .slice(0, MOST_SAVED);
  } catch {
    return [];
  }
}

export function useSavedFilters(): { saved: Ref<SavedFilters[]>; save: (name: string, filters: Filters) => void; forget: (name: string) => void } {
  const saved = ref(savedFrom(read(FILTERS_AT)));
  watch(saved, (all) => keep(FILTERS_AT, all));
  return {
    saved,
    save: (name, filters) => {
      const others = saved.value.filter((one) => one.name !== name);
      saved.value = [...others, { name, query: queryOf(filters) }].slice(-MOST_SAVED);
    },
    forget: (name) => {
      saved.value = saved.value.filter((one) => one.name !== name);
    },
  };
}
