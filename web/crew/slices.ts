const SLICE_MILLISECONDS = 12;
/** As many as a browser asks one server at the same time; each question costs a slow phone milliseconds. */
const AT_ONCE = 6;

/** Works through a long list, a few at a time and in slices: a tap in between is answered before the next one. */
export async function inSlices<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  let began = performance.now();
  const one = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await work(items[at]!);
      if (performance.now() - began < SLICE_MILLISECONDS) continue;
      await new Promise((resume) => setTimeout(resume));
      began = performance.now();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return results;
}
