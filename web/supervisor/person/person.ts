import type { Schemas } from '../../shared/api/client';

export type Summary = Schemas['PersonSummary'];
export type Erased = Schemas['Erased'];

/** The name of the exported file: without the person's name or number, which would stay in the list of downloads. */
export const fileName = (now: Date): string => `person-${now.toISOString().slice(0, 16).replace(/[-:T]/g, '')}.json`;

/** Offers text as a file of the browser's. */
export function offer(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
