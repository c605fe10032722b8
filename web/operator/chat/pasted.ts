import { reactive, watch } from 'vue';
import type { Schemas } from '../../shared/api/client';

export type Proposal = Schemas['ChatProposal'];
export type Fate = 'open' | 'opened' | 'filed' | 'skipped';
export interface Pasted {
  id: string;
  proposal: Proposal;
  fate: Fate;
}

/** Gone when the browser is closed: it is other people's talk. */
const STORED = 'lamplighter.operator.chat';

interface Kept {
  text: string;
  items: Pasted[];
}
function load(): Kept {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED) ?? 'null') as Partial<Kept> | null;
    if (stored && typeof stored.text === 'string' && Array.isArray(stored.items)) return { text: stored.text, items: stored.items };
  } catch {
    // As if nothing had been pasted.
  }
  return { text: '', items: [] };
}

export const pasted = reactive(load());
watch(
  pasted,
  (now) => {
    try {
      sessionStorage.setItem(STORED, JSON.stringify(now));
    } catch {
      // Without storage it lasts as long as the page.
    }
  },
  { deep: true },
);

let round = 0;
/** What was read takes the place of what was there. */
export function takeProposals(proposals: readonly Proposal[]): void {
  round += 1;
  pasted.items = proposals.map((proposal, place) => ({
    id: `${Date.now()}-${round}-${place}`,
    proposal,
    fate: proposal.left_out ? 'skipped' : 'open',
  }));
}

export function filedFromChat(id: string): void {
  const item = pasted.items.find((one) => one.id === id);
  if (item) item.fate = 'filed';
}
