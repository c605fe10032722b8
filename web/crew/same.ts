/** Whether two answers say the same. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && agrees(other, one);
}

/** Whether all that `part` says stands in `whole` already. */
export function agrees(whole: object, part: object): boolean {
  return Object.entries(part).every(([key, value]) => same(value, (whole as Record<string, unknown>)[key]));
}

/** The same things in the same order: not only alike. */
export const sameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index]);

/** What was read, but for those that are known in a newer version by now. */
export function newest<Item extends { id: string; version: number }>(read: readonly Item[], known: readonly Item[]): Item[] {
  const by_id = new Map(known.map((one) => [one.id, one]));
  return read.map((one) => {
    const other = by_id.get(one.id);
    return other && other.version > one.version ? other : one;
  });
}
