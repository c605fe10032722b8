import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, Schemas } from '../../shared/api/client';
import { inDanger, isEmpty, loadDrafts, missingIn, newDraft, storeDrafts, toReport, toTriage, type Draft } from './draft';
import { beginAnew, submitCall, type Desk } from './submit';

const kind = {
  code: 'HP-01',
  class: 'heater',
  questions: [
    { zh: '摸着麻手吗？', en: 'Does it tingle?' },
    { zh: '冒烟吗？', en: 'Is there smoke?' },
  ],
} as Schemas['FaultKind'];

function filled(): Draft {
  return { ...newDraft(), phone: ' 010-5550-0142 ', village: '110112119243', description: '家里冰凉', kind: 'HP-01' };
}
const yes = <T>(data: T, status = 200): Answer<T> => ({ ok: true, data, status, etag: '"1"' });
const no = (status: number, code: string): Answer<never> => ({ ok: false, status, problem: { status, code } });
const report = { id: '7', version: 1, state: 'received', work_order_id: null } as Schemas['Report'];
const order = { id: '9', number: 'LC-9' } as Schemas['WorkOrder'];

function desk(over: Partial<Desk> = {}): Desk {
  return {
    post: vi.fn().mockResolvedValue(yes(report, 201)),
    read: vi.fn().mockResolvedValue(yes(report)),
    triage: vi.fn().mockResolvedValue(yes({ report: { ...report, state: 'accepted' }, work_order: order })),
    order: vi.fn().mockResolvedValue(yes(order)),
    ...over,
  };
}

describe('a draft', () => {
  beforeEach(() => localStorage.clear());

  it('is kept with every keystroke and comes back after a reload, each of several', () => {
    const drafts = [filled(), { ...filled(), key: 'other', phone: '13800000142' }];
    storeDrafts(drafts);
    expect(loadDrafts()).toEqual(drafts);
  });

  it('is gone when empty, and nothing breaks on rubbish', () => {
    storeDrafts([filled()]);
    const empty = newDraft();
    expect(isEmpty(empty)).toBe(true);
    storeDrafts([empty]);
    expect(localStorage.length).toBe(0);
    for (const rubbish of ['{oh', '"text"', '[1, null, {}]']) {
      localStorage.setItem('lamplighter.operator.calls', rubbish);
      expect(loadDrafts()).toEqual([]);
    }
  });

  it('comes over from when there was one call only', () => {
    localStorage.setItem('lamplighter.operator.call', JSON.stringify({ key: 'old', phone: '13800000142' }));
    const [draft] = loadDrafts();
    expect([draft?.key, draft?.phone, draft?.brand]).toEqual(['old', '13800000142', '']);
    storeDrafts([draft!]);
    expect(localStorage.getItem('lamplighter.operator.call')).toBeNull();
  });

  it('tells brand and error code in its words, and of a caller who was content why no order opens', () => {
    expect(toReport({ ...filled(), brand: ' 海尔', error_code: 'E4 ' }, kind).description).toBe('家里冰凉\n品牌：海尔；故障代码：E4');
    expect(toReport(filled(), kind).description).toBe('家里冰凉');
    expect(toTriage({ ...filled(), explained: '属正常现象：化霜' }, kind, false)).toEqual({ decision: 'reject', reason: '属正常现象：化霜' });
  });

  it('says what is missing', () => {
    expect(missingIn(newDraft(), false)).toEqual(['kind', 'place']);
    expect(missingIn(filled(), false)).toEqual([]);
    expect(missingIn(filled(), true)).toEqual(['hand_over']);
    expect(missingIn({ ...filled(), kind: null, refer: true, hand_over_note: '已转' }, true)).toEqual([]);
  });

  it('becomes a report without empty fields', () => {
    const draft = { ...filled(), answers: { '冒烟吗？': true, '别的问题': true } };
    expect(toReport(draft, kind)).toEqual({
      channel: 'hotline',
      reporter: { phone: '010-5550-0142', wants_updates: true },
      description: '家里冰凉',
      frail_person: false,
      danger: true,
      village: '110112119243',
      fault_kind: 'HP-01',
    });
    expect(inDanger({ ...filled(), answers: { '别的问题': true } }, kind)).toBe(false);
  });

  it('becomes the right decision', () => {
    expect(toTriage(filled(), kind, false)).toEqual({ decision: 'open', fault_kind: 'HP-01' });
    const merging = { ...filled(), merge_into: { id: '9', number: 'LC-9' } };
    expect(toTriage(merging, kind, false)).toEqual({ decision: 'merge', work_order_id: '9', fault_kind: 'HP-01' });
    const referring = { ...merging, hand_over_note: ' 已代拨 ', reference: 'A1' };
    expect(toTriage(referring, kind, true)).toEqual({
      decision: 'refer',
      reason: '已代拨',
      hand_over: { service: '119', note: '已代拨', reference: 'A1' },
    });
  });
});

describe('submitting a call', () => {
  it('stores the report, then opens the order', async () => {
    const calls = desk();
    const draft = filled();
    const outcome = await submitCall(draft, kind, false, calls);
    expect(outcome).toMatchObject({ kind: 'done', order: { number: 'LC-9' } });
    expect(calls.post).toHaveBeenCalledWith(expect.objectContaining({ fault_kind: 'HP-01' }), draft.key);
    expect(calls.triage).toHaveBeenCalledWith('7', { decision: 'open', fault_kind: 'HP-01' }, '"1"');
  });

  it('sends the very same again when no answer came, whatever was typed since', async () => {
    const post = vi.fn().mockResolvedValueOnce(no(0, 'offline')).mockResolvedValueOnce(yes(report, 201));
    const calls = desk({ post });
    const draft = filled();
    expect(await submitCall(draft, kind, false, calls)).toMatchObject({ kind: 'unknown' });
    draft.description = '改了';
    expect(await submitCall(draft, kind, false, calls)).toMatchObject({ kind: 'done' });
    expect(post.mock.calls[1]).toEqual(post.mock.calls[0]);
  });

  it('makes a new key only when the caller\'s words change after an unknown result', async () => {
    const draft = filled();
    const { key } = draft;
    await submitCall(draft, kind, false, desk({ post: vi.fn().mockResolvedValue(no(503, 'unavailable')) }));
    expect(draft.key).toBe(key);
    beginAnew(draft);
    expect(draft.key).not.toBe(key);
    expect(draft.sent).toBeNull();
  });

  it('lets a refused report be corrected under the same key', async () => {
    const draft = filled();
    const { key } = draft;
    const post = vi.fn().mockResolvedValueOnce(no(422, 'invalid')).mockResolvedValueOnce(yes(report, 201));
    const calls = desk({ post });
    expect(await submitCall(draft, kind, false, calls)).toMatchObject({ kind: 'refused' });
    draft.phone = '010-5550-0143';
    await submitCall(draft, kind, false, calls);
    expect(post.mock.calls[1]?.[0]).toMatchObject({ reporter: { phone: '010-5550-0143' } });
    expect(post.mock.calls[1]?.[1]).toBe(key);
  });

  it('keeps the report when it could not be decided', async () => {
    const outcome = await submitCall(filled(), kind, false, desk({ triage: vi.fn().mockResolvedValue(no(0, 'offline')) }));
    expect(outcome).toMatchObject({ kind: 'kept', report: { id: '7' }, problem: { code: 'offline' } });
  });

  it('finds its own decision when an earlier answer was lost', async () => {
    const decided = { ...report, state: 'accepted', work_order_id: '9', version: 2 } as Schemas['Report'];
    const calls = desk({
      triage: vi.fn().mockResolvedValue(no(409, 'conflict')),
      read: vi.fn().mockResolvedValue(yes(decided)),
    });
    expect(await submitCall(filled(), kind, false, calls)).toMatchObject({ kind: 'done', order: { id: '9' } });
  });
});
