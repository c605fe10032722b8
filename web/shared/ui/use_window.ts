import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue';

/** Pixels: what `.one_line` rows of OrderTable are high. */
export const ROW_HEIGHT = 38;
const OVERSCAN = 12;
/** The part moves by so many rows at once. */
const STEP = 8;
/** Fewer rows than this are simply drawn. */
const WORTH_IT = 120;

export interface Part {
  from: number;
  to: number;
  /** Pixels of the rows that are not drawn. */
  above: number;
  below: number;
}

/** Which of so many rows of one height must be drawn, for a view at `scroll` that is `height` high. */
export function partOf(count: number, scroll: number, height: number): Part {
  if (count <= WORTH_IT) return { from: 0, to: count, above: 0, below: 0 };
  const visible = Math.ceil(height / ROW_HEIGHT);
  const size = Math.min(count, visible + 2 * OVERSCAN + STEP);
  // In steps, and always as many rows: what scrolls out of view becomes what comes into it.
  const first = Math.floor(Math.max(0, scroll) / (ROW_HEIGHT * STEP)) * STEP;
  const from = Math.min(Math.max(0, first - OVERSCAN), count - size);
  const to = from + size;
  return { from, to, above: from * ROW_HEIGHT, below: (count - to) * ROW_HEIGHT };
}

/** The part of a long list that is in view, as its element is scrolled; `enabled` false draws all. */
export function useWindow(list: Readonly<Ref<HTMLElement | null>>, count: () => number, enabled: () => boolean): ComputedRef<Part> {
  const scroll = ref(0);
  const height = ref(0);
  let frame = 0;
  const measure = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      scroll.value = list.value?.scrollTop ?? 0;
      height.value = list.value?.clientHeight ?? 0;
    });
  };
  let sizes: ResizeObserver | undefined;
  watch(list, (element, before) => {
    before?.removeEventListener('scroll', measure);
    sizes?.disconnect();
    if (!element) return;
    element.addEventListener('scroll', measure, { passive: true });
    sizes = new ResizeObserver(measure);
    sizes.observe(element);
    measure();
  });
  onScopeDispose(() => {
    cancelAnimationFrame(frame);
    sizes?.disconnect();
  });
  return computed(() => {
    const all = count();
    return enabled() ? partOf(all, scroll.value, height.value) : { from: 0, to: all, above: 0, below: 0 };
  });
}
