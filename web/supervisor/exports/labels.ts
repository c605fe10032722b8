import { api, ask, type Problem, type Schemas } from '../../shared/api/client';
import { qrPath } from '../../shared/account/qr';

type Facility = Schemas['Facility'];

/** On one A4 sheet: three columns, seven rows of 63.5 mm by 38.1 mm, as label paper is sold. */
export const ON_A_SHEET = 21;
export const MOST = 20 * ON_A_SHEET;
const STORED = 'lamplighter.labels.address';

export interface Label {
  code: string;
  /** Of what stands in the open; who lives behind a heater stands on no label. */
  name: string;
  qr: { size: number; path: string };
}

/** The residents' page of one facility. */
export const pageOf = (address: string, code: string): string => `${address.replace(/\/+$/, '')}/f/${encodeURIComponent(code)}`;

export const isAddress = (address: string): boolean => /^https?:\/\/[^\s/]+/.test(address);

export const labelOf = (address: string, facility: Facility): Label => ({
  code: facility.code,
  name: facility.household ? '' : facility.name,
  qr: qrPath(pageOf(address, facility.code)),
});

export function sheetsOf(labels: Label[]): Label[][] {
  const sheets: Label[][] = [];
  for (let at = 0; at < labels.length; at += ON_A_SHEET) sheets.push(labels.slice(at, at + ON_A_SHEET));
  return sheets;
}

/** As residents reach this server; remembered, since a desk may reach it otherwise. */
export function rememberedAddress(): string {
  try {
    return localStorage.getItem(STORED) ?? location.origin;
  } catch {
    return location.origin;
  }
}

export function rememberAddress(address: string): void {
  try {
    localStorage.setItem(STORED, address);
  } catch {
    // Typed again next time.
  }
}

/** The facilities in use of a village and a class, by code, one more than fits at most. */
export async function facilitiesOf(village: string, facility_class: string): Promise<{ items: Facility[]; problem: Problem | null }> {
  const items: Facility[] = [];
  let cursor: string | null = null;
  do {
    const query: { village: string; class: string; limit: number; cursor?: string } = { village, class: facility_class, limit: 200 };
    if (cursor) query.cursor = cursor;
    const answer = await ask(api.GET('/facilities', { params: { query } }));
    if (!answer.ok) return { items, problem: answer.problem };
    items.push(...answer.data.items.filter((one) => one.active));
    cursor = answer.data.next;
  } while (cursor && items.length <= MOST);
  return { items, problem: null };
}
