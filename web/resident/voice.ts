import { newKey, recall, remember } from './memory';

const MOST_KEPT = 100;

/** The random key by which this phone is heard once; it says nothing of anybody. */
export function voice(): string {
  const known = recall<string>('voice');
  if (known !== null) return known;
  const made = newKey();
  remember('voice', made);
  return made;
}

/** What was said from this phone, by the order's number; the oldest are forgotten. */
export const saidHere = (): Record<string, boolean> => recall<Record<string, boolean>>('words') ?? {};
export function keepSaid(number: string, solved: boolean): void {
  const others = Object.entries(saidHere()).filter(([one]) => one !== number);
  remember('words', Object.fromEntries([...others.slice(1 - MOST_KEPT), [number, solved]]));
}
