const SLICE_MILLISECONDS = 12;

/** Begins work on each of a long list in slices: a tap in between is answered before the next slice. */
export async function inSlices<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const begun: Promise<Result>[] = [];
  let began = performance.now();
  for (const item of items) {
    begun.push(work(item));
    if (performance.now() - began < SLICE_MILLISECONDS) continue;
    await new Promise((resume) => setTimeout(resume));
    began = performance.now();
  }
  return Promise.all(begun);
}
