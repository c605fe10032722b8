import { nextTick, watch, type Ref, type WatchSource } from 'vue';

/** The row to hold on to: the chosen one if it can be seen, else the first that can. */
export function anchorOf<Row extends { getBoundingClientRect(): { top: number; bottom: number } }>(
  rows: readonly Row[],
  view: { top: number; bottom: number },
  is_chosen: (row: Row) => boolean,
): Row | undefined {
  const seen = rows.filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > view.top && top < view.bottom;
  });
  return seen.find(is_chosen) ?? seen[0];
}

/** Keeps what one looks at where it is while rows come and go above it; a list at its top stays at its top. */
export function useKeepPlace(list: Readonly<Ref<HTMLElement | null>>, changes: WatchSource, chosen: () => string | null): void {
  watch(
    changes,
    () => {
      const element = list.value;
      if (!element || element.scrollTop === 0) return;
      const rows = [...element.querySelectorAll<HTMLElement>('[data-id]')];
      const anchor = anchorOf(rows, element.getBoundingClientRect(), (row) => row.dataset.id === chosen());
      if (!anchor) return;
      const before = anchor.getBoundingClientRect().top;
      void nextTick(() => {
        if (anchor.isConnected) element.scrollTop += anchor.getBoundingClientRect().top - before;
      });
    },
    { flush: 'pre' },
  );
}
