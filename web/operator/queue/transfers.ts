import type { Schemas } from '../../shared/api/client';

export type Transfer = Schemas['Transfer'];
export type Offers = Schemas['OrderTransfers'];
export type Service = Schemas['ForeignService'];
export type Shown = Transfer['state'] | 'dead';

/** The state as people see it: what could not be sent is not on its way any more. */
export const shownState = (one: Transfer): Shown => (one.state === 'waiting' && one.sending?.state === 'dead' ? 'dead' : one.state);

export const isOver = (one: Transfer): boolean => one.state === 'checked' || one.state === 'withdrawn';

export interface TransferForm {
  destination: string;
  service: string;
  words: string;
  whole_place: boolean;
  /** By the code of the question: one key, several, or any text. */
  answers: Record<string, string[]>;
}

export function newForm(offers: Offers, destination = ''): TransferForm {
  const offer = offers.offers.find((one) => one.destination_id === destination) ?? offers.offers.find((one) => one.service_code) ?? offers.offers[0];
  return { destination: offer?.destination_id ?? '', service: offer?.service_code ?? '', words: offers.usual_words, whole_place: false, answers: {} };
}

export function serviceOf(offers: Offers, form: TransferForm): Service | undefined {
  return offers.offers.find((one) => one.destination_id === form.destination)?.services.find((one) => one.code === form.service);
}

/** Everything that the other system will not do without is answered. */
export function isReady(form: TransferForm, service: Service | undefined): boolean {
  const answered = (service?.required ?? []).every((question) => form.answers[question.code]?.some((value) => value.trim()));
  return !!form.destination && !!form.service.trim() && !!form.words.trim() && answered;
}

export function bodyOf(form: TransferForm, service: Service | undefined): Schemas['NewTransfer'] {
  const answers = (service?.required ?? []).flatMap((question) =>
    (form.answers[question.code] ?? []).filter((value) => value.trim()).map((value) => ({ code: question.code, value: value.trim() })));
  return {
    destination_id: form.destination,
    service_code: form.service.trim(),
    description: form.words.trim(),
    ...(form.whole_place ? { whole_place: true } : {}),
    ...(answers.length > 0 ? { answers } : {}),
  };
}
