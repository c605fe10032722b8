import type { Schemas } from '@shared/api/client';
import type { StoredItem } from './store';

export type StockedPart = Schemas['Stock']['items'][number];
export type Answer = 'good' | 'bad' | 'none';

/** What is filled in on the page of proof; kept until it is sent. */
export interface ProofForm {
  checks: Record<string, Answer>;
  parts: Record<string, number>;
  minutes: string;
  yuan: string;
  consent: '' | 'spoken' | 'signed';
  consent_by: string;
  label: string;
  brand: string;
  model: string;
  error_code: string;
  /** By the lamp's code. */
  lamps: Record<string, 'yes' | 'no'>;
}
export const emptyProof = (): ProofForm => ({
  checks: {}, parts: {}, minutes: '', yuan: '', consent: '', consent_by: '', label: '', brand: '', model: '', error_code: '', lamps: {},
});

const MOST_MINUTES = 24 * 60;
const MOST_YUAN = 1_000_000;

/** A whole number of minutes; nothing when it is none. */
function wholeNumber(words: string, most: number): number | null {
  const text = words.trim();
  const number = Number(text);
  return /^\d{1,7}$/.test(text) && number <= most ? number : null;
}
/** Yuan as typed, in cents; nothing when it is no amount. */
export function cents(words: string): number | null {
  const text = words.trim().replace('，', '.');
  if (!/^\d{1,7}([.]\d{1,2})?$/.test(text)) return null;
  const value = Math.round(Number(text) * 100);
  return value <= MOST_YUAN * 100 ? value : null;
}

/** The fields that are wrong; none when it can be sent. */
export function wrongFields(form: ProofForm): (keyof ProofForm)[] {
  const wrong: (keyof ProofForm)[] = [];
  if (form.minutes.trim() && wholeNumber(form.minutes, MOST_MINUTES) === null) wrong.push('minutes');
  if (form.yuan.trim() && cents(form.yuan) === null) wrong.push('yuan');
  if (form.consent === 'spoken' && !form.consent_by.trim()) wrong.push('consent_by');
  return wrong;
}

/** The request's body, with what was filled in and nothing else; nothing when nothing was. */
export function proofBody(form: ProofForm): Record<string, unknown> | null {
  const checks = Object.entries(form.checks).map(([item, answer]) => ({ item, answer }));
  const parts = Object.entries(form.parts).filter(([, quantity]) => quantity > 0).map(([part, quantity]) => ({ part, quantity }));
  const words = (['consent_by', 'label', 'brand', 'model', 'error_code'] as const)
    .filter((name) => form[name].trim() && (name !== 'consent_by' || form.consent))
    .map((name) => [name, form[name].trim()] as const);
  const lamps = Object.entries(form.lamps).map(([code, burns]) => ({ code, burns: burns === 'yes' }));
  const minutes = wholeNumber(form.minutes, MOST_MINUTES);
  const cost = cents(form.yuan);
  const body: Record<string, unknown> = {
    ...(checks.length ? { checks } : {}),
    ...(parts.length ? { parts } : {}),
    ...(lamps.length ? { lamps } : {}),
    ...(minutes === null ? {} : { minutes }),
    ...(cost === null ? {} : { cost_cents: cost }),
    ...(form.consent ? { consent: form.consent } : {}),
    ...Object.fromEntries(words),
  };
  return Object.keys(body).length ? body : null;
}

/** What a code that was read says: our labels hold the address of the residents' page, others the bare code. */
export function codeOf(read: string): string {
  const found = /\/f\/([^/?#]+)/.exec(read);
  try {
    return (found?.[1] ? decodeURIComponent(found[1]) : read).trim().slice(0, 64);
  } catch {
    return read.trim().slice(0, 64);
  }
}

const bare = (label: string): string => label.toUpperCase().replace(/[\s\-_./]/g, '');
/** Whether a label is of another facility than the order's; false while either is not known. */
export function isOther(label: string, code: string | undefined): boolean {
  return Boolean(code && label.trim()) && bare(label) !== bare(code ?? '');
}

/** The part whose packing or own code was read. */
export const partOf = (read: string, stock: readonly StockedPart[]): StockedPart | undefined =>
  stock.find((part) => (part.barcode && part.barcode === read.trim()) || bare(part.part) === bare(codeOf(read)));

/** How many the van has, less what this phone has used and not sent yet. */
export function left(part: StockedPart, items: readonly StoredItem[]): number {
  const used = items
    .filter((item) => item.action === 'proof' && item.state === 'waiting')
    .flatMap((item) => (item.body?.parts ?? []) as { part: string; quantity: number }[])
    .filter((use) => use.part === part.part)
    .reduce((sum, use) => sum + use.quantity, 0);
  return Math.max(0, part.quantity - used);
}

/** A proof in words, for a note when it cannot count. */
export function proofWords(body: Record<string, unknown> | null): string {
  if (!body) return '';
  const parts = (body.parts ?? []) as { part: string; quantity: number }[];
  const checks = (body.checks ?? []) as { item: string; answer: string }[];
  return [
    ...checks.map((check) => `${check.item}: ${check.answer}`),
    ...parts.map((use) => `${use.part} ×${use.quantity}`),
    ...((body.lamps ?? []) as { code: string; burns: boolean }[]).map((lamp) => `${lamp.code} ${lamp.burns ? '✓' : '✗'}`),
    body.minutes === undefined ? '' : `${String(body.minutes)} min`,
    body.cost_cents === undefined ? '' : `¥${(Number(body.cost_cents) / 100).toFixed(2)}`,
    ...['consent_by', 'label', 'brand', 'model', 'error_code'].map((name) => (typeof body[name] === 'string' ? body[name] : '')),
  ].filter(Boolean).join('；');
}
