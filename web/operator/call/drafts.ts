import { computed, reactive, watch } from 'vue';
import { filedFromChat } from '../chat/pasted';
import { isEmpty, loadDrafts, newDraft, storeDrafts, type Draft } from './draft';

/** One call of those being written down at once. */
export interface Tab {
  id: number;
  draft: Draft;
  /** Came back from an earlier visit to the page. */
  restored: boolean;
  /** The report is stored on the server: a reload must not bring it back. */
  stored: boolean;
}

export const MOST_TABS = 8;

let next_id = 1;
const tabOf = (draft: Draft, restored: boolean): Tab => ({ id: next_id++, draft, restored, stored: false });

function load(): Tab[] {
  const kept = loadDrafts().slice(0, MOST_TABS);
  return kept.length > 0 ? kept.map((draft) => tabOf(draft, true)) : [tabOf(newDraft(), false)];
}

const state = reactive({ tabs: load(), front: 0 });
state.front = state.tabs[0]!.id;
watch(
  () => state.tabs.filter((tab) => !tab.stored).map((tab) => tab.draft),
  (drafts) => storeDrafts(drafts),
  { deep: true },
);

/** The calls on this desk. One is in front; there is always at least one. */
export const drafts = {
  tabs: computed(() => state.tabs),
  front: computed(() => state.front),
  full: computed(() => state.tabs.length >= MOST_TABS),

  show(id: number): void {
    if (state.tabs.some((tab) => tab.id === id)) state.front = id;
  },
  showNext(): void {
    const place = state.tabs.findIndex((tab) => tab.id === state.front);
    state.front = state.tabs[(place + 1) % state.tabs.length]!.id;
  },
  /** Opens a call beside the others and brings it to the front; an empty one in front serves first. False when full. */
  open(beginning: Partial<Draft> = {}): boolean {
    const front = state.tabs.find((tab) => tab.id === state.front);
    if (front && !front.stored && isEmpty(front.draft)) {
      Object.assign(front.draft, beginning);
      return true;
    }
    if (state.tabs.length >= MOST_TABS) return false;
    const tab = tabOf({ ...newDraft(), ...beginning }, false);
    state.tabs.push(tab);
    state.front = tab.id;
    return true;
  },
  /** Puts something chosen elsewhere into the call in front, or into a new one when that is stored already. */
  fill(chosen: Partial<Draft>): boolean {
    const front = state.tabs.find((tab) => tab.id === state.front);
    if (!front || front.stored || front.draft.sent) return this.open(chosen);
    Object.assign(front.draft, chosen);
    return true;
  },
  markStored(id: number): void {
    const tab = state.tabs.find((one) => one.id === id);
    if (!tab) return;
    tab.stored = true;
    if (tab.draft.chat) filedFromChat(tab.draft.chat);
  },
  /** Takes a call away; the one after it, or before it, comes to the front. */
  close(id: number): void {
    const place = state.tabs.findIndex((tab) => tab.id === id);
    if (place < 0) return;
    state.tabs.splice(place, 1);
    if (state.tabs.length === 0) state.tabs.push(tabOf(newDraft(), false));
    if (state.front === id) state.front = state.tabs[Math.min(place, state.tabs.length - 1)]!.id;
  },
};

/** What a tab is called: whoever is on the line, else where, else that it is new. */
export function tabWords(draft: Draft, village: (code: string) => string): string {
  return draft.name.trim() || draft.phone.trim() || draft.facility?.name || (draft.village ? village(draft.village) : '') || draft.description.trim().slice(0, 12);
}
