import type { Schemas } from '../api/client';

type Village = Schemas['Village'];

function score(village: Village, asked: string): number {
  if (village.code === asked || village.name === asked) return 100;
  if (village.initials === asked) return 95;
  if (village.code.endsWith(asked) && /^\d{2,}$/.test(asked)) return 90;
  if (village.name.startsWith(asked)) return 80;
  if (village.initials.startsWith(asked)) return 70;
  if (village.pinyin.startsWith(asked)) return 60;
  if (village.name.includes(asked) || village.official_name.includes(asked)) return 50;
  if (village.code.startsWith(asked)) return 40;
  if (asked.length >= 2 && (village.pinyin.includes(asked) || village.initials.includes(asked))) return 30;
  return 0;
}

/** Villages by name, code (also its last digits), pinyin or initials, the likeliest first; those in care before others. */
export function matchVillages(villages: readonly Village[], words: string): Village[] {
  const asked = words.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  const care = (village: Village): number => (village.in_care ? 1 : 0);
  if (!asked) return [...villages].sort((a, b) => care(b) - care(a) || a.initials.localeCompare(b.initials));
  return villages
    .map((village) => ({ village, points: score(village, asked) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || care(b.village) - care(a.village))
    .map(({ village }) => village);
}
