import type { Catalog } from './api';

type Village = Catalog['villages'][number];

/** Villages whose name holds the words or whose pinyin initials begin with them; all when nothing is typed. */
export function findVillages(villages: readonly Village[], words: string): Village[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [...villages];
  const rank = (village: Village): number => {
    const initials = village.initials.toLowerCase();
    if (village.name === wanted || initials === wanted) return 0;
    if (village.name.startsWith(wanted) || initials.startsWith(wanted)) return 1;
    return village.name.includes(wanted) || initials.includes(wanted) ? 2 : 3;
  };
  return villages
    .map((village) => ({ village, rank: rank(village) }))
    .filter((one) => one.rank < 3)
    .sort((one, other) => one.rank - other.rank)
    .map((one) => one.village);
}

/** The token in what somebody pasted: a whole link or the token alone. */
export function tokenFrom(text: string): string | null {
  const link = /\/t\/([^/?#\s]+)/.exec(text);
  const token = (link?.[1] ?? text).trim().replaceAll(/[\s-]/g, '');
  return /^[A-Za-z0-9_]{8,64}$/.test(token) ? token : null;
}
