import { reactive, readonly } from 'vue';
import { shrink } from '@shared/media/photo';
import { bare, type Recording } from '@shared/media/recorder';
import type { Schemas } from './api';
import { call, type Outcome } from './call';
import { draft } from './draft';
import { forget, newKey, remember } from './memory';

/** What goes with a report beside its words: pictures and a voice note, kept on the phone until the town has them. */
export const MOST_PHOTOS = 3;
/** A picture that this phone cannot make smaller goes as it is, unless it is larger than the town takes. */
const MOST_BYTES = 12 * 1024 * 1024;
const AGAIN_MILLISECONDS = 15_000;

export type Kind = 'photo' | 'voice';
interface Kept {
  id: string;
  /** Of the report it belongs to; null while that is being written. */
  token: string | null;
  /** Of the draft it was made for, as the draft has it. */
  label: string | null;
  kind: Kind;
  type: string;
  bytes: ArrayBuffer;
}
/** The bytes stay outside: a picture that Vue watched would be read byte by byte. */
export interface Shown {
  id: string;
  token: string | null;
  kind: Kind;
  url: string;
  refused: boolean;
}

const state = reactive({ items: [] as Shown[], busy: false, ready: false });
export const attachments = readonly(state);
const kept = new Map<string, Kept>();
let timer: number | undefined;

function opened(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open('lamplighter.resident', 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore('attachments', { keyPath: 'id' });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(null);
    } catch {
      resolve(null); // a private window: it is kept as long as the page
    }
  });
}
let database: Promise<IDBDatabase | null> | undefined;

async function store(work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opened_now = await (database ??= opened());
  if (!opened_now) return undefined;
  return new Promise((resolve) => {
    const transaction = opened_now.transaction('attachments', 'readwrite');
    const request = work(transaction.objectStore('attachments'));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => resolve(undefined);
    transaction.onerror = () => resolve(undefined);
  });
}

function show(one: Kept): void {
  kept.set(one.id, one);
  state.items.push({ id: one.id, token: one.token, kind: one.kind, url: URL.createObjectURL(new Blob([one.bytes], { type: one.type })), refused: false });
}

// The first page asks for this program only when something waits.
function note(): void {
  if (state.items.length > 0) remember('attachments', true);
  else forget('attachments');
}

let loading: Promise<void> | undefined;
/** Reads what an earlier visit left; once. */
export const load = (): Promise<void> =>
  (loading ??= (async () => {
    for (const one of ((await store((all) => all.getAll())) as Kept[] | undefined) ?? []) show(one);
    state.ready = true;
    note();
  })());

export const countOf = (kind: Kind, token: string | null): number =>
  state.items.filter((one) => one.kind === kind && one.token === token).length;

async function keep(kind: Kind, type: string, bytes: ArrayBuffer, token: string | null): Promise<void> {
  const one: Kept = { id: newKey(), token, label: draft.code, kind, type, bytes };
  await store((all) => all.put(one));
  show(one);
  note();
  if (token !== null) void sendAll();
}

/** Takes a picture of the camera or the gallery; false when it is none. */
export async function addPhoto(file: File, token: string | null): Promise<boolean> {
  const small = await shrink(file);
  if (small) await keep('photo', 'image/jpeg', small, token);
  else if (/^image\/(jpeg|png|webp)$/.test(file.type) && file.size <= MOST_BYTES) await keep('photo', file.type, await file.arrayBuffer(), token);
  else return false;
  return true;
}

export const addVoice = (made: Recording, token: string | null): Promise<void> => keep('voice', bare(made.type), made.bytes, token);

export async function remove(id: string): Promise<void> {
  await store((all) => all.delete(id));
  const at = state.items.findIndex((one) => one.id === id);
  if (at >= 0) URL.revokeObjectURL(state.items.splice(at, 1)[0]!.url);
  kept.delete(id);
  note();
}

const ofDraft = (): Kept[] => [...kept.values()].filter((one) => one.token === null);

/** A draft belongs to one label or to none, and so does what was made for it: the rest goes. */
export async function keepDraftOf(label: string | null): Promise<void> {
  await load();
  for (const one of ofDraft()) if (one.label !== label) await remove(one.id);
}

/** The report has arrived: what was made for it belongs to it now. */
export async function sendTo(token: string): Promise<void> {
  await load();
  const own = ofDraft();
  for (const one of own) one.token = token;
  for (const shown of state.items) shown.token ??= token;
  for (const one of own) await store((all) => all.put(one));
  await sendAll();
}

const attach = (token: string, key: string, type: string, body: ArrayBuffer): Promise<Outcome<Schemas['PublicAttachment']>> =>
  call(`/reports/${encodeURIComponent(token)}/attachments`, { method: 'POST', headers: { 'Content-Type': type, 'Idempotency-Key': key }, body });

/** False when the town could not be reached, and nothing more was tried. */
async function sendEach(): Promise<boolean> {
  for (const shown of [...state.items]) {
    const one = kept.get(shown.id);
    if (!one || one.token === null || shown.refused) continue;
    const outcome = await attach(one.token, one.id, one.type, one.bytes);
    if ('ok' in outcome) await remove(one.id);
    else if ('refused' in outcome) shown.refused = true;
    else return false;
  }
  return true;
}

/** Sends what belongs to reports that have arrived, one after the other; tries again until the town has it. */
export async function sendAll(): Promise<void> {
  clearTimeout(timer);
  await load();
  if (state.busy) return;
  state.busy = true;
  let again = true;
  try {
    again = !(await sendEach());
  } finally {
    state.busy = false;
    if (again) timer = window.setTimeout(() => void sendAll(), AGAIN_MILLISECONDS);
  }
}

window.addEventListener('online', () => void sendAll());
