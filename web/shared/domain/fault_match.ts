import type { Schemas } from '../api/client';

type Kind = Schemas['FaultKind'];

export interface FaultMatch {
  kind: Kind;
  /** 0 = nothing in common; only the order of scores means anything. */
  score: number;
}

// Characters that say nothing of what is wrong.
const EMPTY_CHARACTERS = new Set('的了是在我你他们家里有个这那也都又就还要请和与到吗呢吧啊呀给把让被很太好几天');
const EMPTY_WORDS = new Set(['the', 'is', 'a', 'an', 'of', 'in', 'it', 'my', 'and', 'to', 'at', 'has', 'on', 'not']);

const WHOLE_PHRASE = 6;
const PART_OF_PHRASE = 3;
const SINGLE_CHARACTER = 0.35;
const WORDING_WEIGHT = 1;
const CLASS_WEIGHT = 0.6;

function plain(words: string): string {
  return words.normalize('NFKC').toLowerCase();
}

function is_han(character: string): boolean {
  return /\p{Script=Han}/u.test(character);
}

/** Chinese by pairs of neighbouring characters and single ones, everything else by words. */
function grams(words: string): Set<string> {
  const found = new Set<string>();
  for (const run of plain(words).match(/\p{Script=Han}+|[\p{L}\p{N}-]+/gu) ?? []) {
    if (!is_han(run[0] ?? '')) {
      if (!EMPTY_WORDS.has(run)) found.add(run);
      continue;
    }
    const characters = [...run];
    characters.forEach((character, place) => {
      const says_something = !EMPTY_CHARACTERS.has(character);
      if (says_something) found.add(character);
      const next = characters[place + 1];
      if (next && (says_something || !EMPTY_CHARACTERS.has(next))) found.add(character + next);
    });
  }
  return found;
}

/** Only letters and characters, for whole-phrase comparison: "路灯，不亮！" is 路灯不亮. */
function squeezed(words: string): string {
  return plain(words).replace(/[^\p{L}\p{N}]/gu, '');
}

interface Entry {
  kind: Kind;
  code: string;
  phrases: string[];
  own: Set<string>;
  of_class: Set<string>;
}

/** How alike the text and a phrase are as wholes. Two characters are enough for a Chinese word. */
function phrase_score(text: string, phrase: string): number {
  if (phrase.length < 2 || text.length < 2) return 0;
  if (text.includes(phrase)) return WHOLE_PHRASE * Math.min(phrase.length, 6);
  if (phrase.includes(text)) return PART_OF_PHRASE * Math.min(text.length, 6);
  return 0;
}

/**
 * Ranks fault kinds by a resident's own words; made once for a list of kinds.
 *
 * Every kind stays in the list, those with nothing in common last and in the list's own order.
 */
export function makeFaultRanking(
  kinds: readonly Kind[],
  classes: readonly Schemas['FacilityClass'][] = [],
): (words: string) => FaultMatch[] {
  const class_words = new Map(classes.map((found) => [found.code, grams(`${found.name.zh} ${found.name.en}`)]));
  const entries: Entry[] = kinds.map((kind) => {
    const parts = [...kind.wording, ...kind.name.zh.split('/'), kind.name.en];
    return {
      kind,
      code: kind.code.toLowerCase(),
      phrases: [...new Set(parts.map(squeezed))].filter(Boolean),
      own: grams(parts.join(' ')),
      of_class: class_words.get(kind.class) ?? new Set(),
    };
  });
  const seen = new Map<string, number>();
  for (const entry of entries) {
    for (const gram of new Set([...entry.own, ...entry.of_class])) seen.set(gram, (seen.get(gram) ?? 0) + 1);
  }
  const rarity = (gram: string): number => Math.log(1 + entries.length / (seen.get(gram) ?? entries.length));

  const score = (entry: Entry, text: string, asked: Set<string>): number => {
    if (text.length >= 2 && squeezed(entry.code).startsWith(text)) return 1000;
    let sum = 0;
    for (const phrase of entry.phrases) sum = Math.max(sum, phrase_score(text, phrase));
    for (const gram of asked) {
      const size = [...gram].length === 1 && is_han(gram) ? SINGLE_CHARACTER : 1;
      if (entry.own.has(gram)) sum += WORDING_WEIGHT * size * rarity(gram);
      else if (entry.of_class.has(gram)) sum += CLASS_WEIGHT * size * rarity(gram);
    }
    return sum;
  };

  return (words) => {
    const text = squeezed(words);
    const asked = grams(words);
    return entries
      .map((entry) => ({ kind: entry.kind, score: text ? score(entry, text, asked) : 0 }))
      .sort((a, b) => b.score - a.score);
  };
}
