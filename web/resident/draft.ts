import { reactive, watch } from 'vue';
import { forget, recall, remember } from './memory';

/** What the resident has said so far; it survives a closed page. */
export interface Draft {
  /** The label the page was opened from; a draft belongs to one label or to none. */
  code: string | null;
  village: string | null;
  class: string | null;
  kind: string | null;
  answers: boolean[];
  danger: boolean;
  frail: boolean;
  position: { latitude: number; longitude: number } | null;
  address: string;
  description: string;
  name: string;
  phone: string;
}

export function emptyDraft(code: string | null): Draft {
  return {
    code,
    village: null,
    class: null,
    kind: null,
    answers: [],
    danger: false,
    frail: false,
    position: null,
    address: '',
    description: '',
    name: '',
    phone: '',
  };
}

const stored = recall<Partial<Draft>>('draft');
export const draft: Draft = reactive({ ...emptyDraft(null), ...stored });
watch(draft, () => remember('draft', draft), { deep: true, flush: 'sync' });

/** Starts anew unless what is written already belongs to this label. */
export function openDraft(code: string | null): void {
  if (draft.code !== code) clearDraft(code);
}

export function clearDraft(code: string | null = null): void {
  Object.assign(draft, emptyDraft(code));
  if (code === null) forget('draft');
}
