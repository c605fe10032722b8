import { api, ask, type Answer, type Schemas } from '../../shared/api/client';

type Order = Schemas['WorkOrder'];
export type Action = Schemas['WorkOrderAction'];

/** Everything one may have typed for a step; each step takes what it needs. */
export interface StepForm {
  crew: string;
  reason: string;
  pause_reason: Schemas['NewPause']['reason'];
  confirmed: boolean;
  method: NonNullable<Schemas['NewClosure']['method']>;
  note: string;
  outcome: Schemas['Outcome'];
  cause: string;
  work_done: string;
  photo_step: Schemas['Photo']['step'];
  photo: File | null;
  photo_label: string;
}

export function newForm(): StepForm {
  return {
    crew: '',
    reason: '',
    pause_reason: 'no_access',
    confirmed: true,
    method: 'callback',
    note: '',
    outcome: 'repaired',
    cause: '',
    work_done: '',
    photo_step: 'other',
    photo: null,
    photo_label: '',
  };
}

/** Whether the step has what it cannot do without. */
export function isReady(action: Action, form: StepForm): boolean {
  if (action === 'reopen' || action === 'cancel') return !!form.reason.trim();
  if (action === 'note') return !!form.note.trim();
  if (action === 'photo') return !!form.photo;
  return true;
}

/** The actions with a form in this console; merging starts from the report that waits. */
export const SHOWN: Action[] = [
  'assign',
  'accept',
  'contact',
  'arrive',
  'make_safe',
  'pause',
  'resume',
  'resolve',
  'close',
  'reopen',
  'note',
  'photo',
  'cancel',
];

function given(words: string): string | undefined {
  return words.trim() || undefined;
}

/**
 * Does one step on an order as it was last seen. `key` stays the same while the same step is tried again, so that
 * a lost answer does not do it twice.
 */
export async function doStep(
  action: Action,
  order: Order,
  etag: string | undefined,
  form: StepForm,
  key: string,
): Promise<Answer<Order | null>> {
  const path = { id: order.id };
  const version = etag ? { 'If-Match': etag } : {};
  const plain = { params: { path, header: { ...version, 'Idempotency-Key': key } } };
  const put = { params: { path, header: version } };
  switch (action) {
    case 'assign':
      return ask(api.PUT('/work-orders/{id}/assignment', { ...put, body: { crew_id: form.crew || null, reason: given(form.reason) } }));
    case 'accept':
      return ask(api.POST('/work-orders/{id}/acceptance', plain));
    case 'contact':
      return ask(api.POST('/work-orders/{id}/contact', plain));
    case 'arrive':
      return ask(api.POST('/work-orders/{id}/arrival', { ...plain, body: {} }));
    case 'make_safe':
      return ask(api.POST('/work-orders/{id}/safety', plain));
    case 'pause':
      return ask(api.POST('/work-orders/{id}/pauses', { ...plain, body: { reason: form.pause_reason, note: given(form.reason) } }));
    case 'resume':
      return ask(api.DELETE('/work-orders/{id}/pauses/current', put));
    case 'resolve':
      return ask(
        api.POST('/work-orders/{id}/resolution', {
          ...plain,
          body: { outcome: form.outcome, cause: given(form.cause), action: given(form.work_done) },
        }),
      );
    case 'close':
      return ask(
        api.PUT('/work-orders/{id}/closure', {
          ...put,
          body: { confirmed: form.confirmed, method: form.method, note: given(form.reason) },
        }),
      );
    case 'reopen':
      return ask(api.POST('/work-orders/{id}/reopenings', { ...plain, body: { reason: form.reason.trim() } }));
    case 'cancel':
      return ask(api.POST('/work-orders/{id}/cancellation', { ...plain, body: { reason: form.reason.trim() } }));
    case 'note': {
      const params = { path, header: { 'Idempotency-Key': key } };
      const answer = await ask(api.POST('/work-orders/{id}/notes', { params, body: { text: form.note.trim() } }));
      return answer.ok ? { ...answer, data: null } : answer;
    }
    case 'photo':
      return addPhoto(order.id, form, key);
    case 'merge':
      return { ok: false, status: 409, problem: { status: 409, code: 'conflict' } };
  }
}

async function addPhoto(id: string, form: StepForm, key: string): Promise<Answer<null>> {
  const { photo } = form;
  const answer = await ask(
    api.POST('/work-orders/{id}/photos', {
      params: { path: { id }, query: { step: form.photo_step, ...(form.photo_label.trim() ? { label: form.photo_label.trim() } : {}) }, header: { 'Idempotency-Key': key } },
      headers: { 'Content-Type': photo?.type ?? 'application/octet-stream' },
      // The contract's picture is bytes; the generated type knows only text.
      body: photo as unknown as string,
      bodySerializer: (body: unknown) => body as Blob,
    }),
  );
  return answer.ok ? { ...answer, data: null } : answer;
}
