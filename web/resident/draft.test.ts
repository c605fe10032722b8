import { beforeEach, describe, expect, it } from 'vitest';
import type { FaultKind } from './api';
import { clearDraft, draft, emptyDraft, openDraft } from './draft';
import { isDanger, saysEnough, toReport } from './draft_report';
import { recall } from './memory';
import './more';
import { refusalText } from './refusal';
import { readRoute } from './route';
import { findVillages, tokenFrom } from './villages';

const kind = (refer_to: string | null): FaultKind => ({ refer_to }) as FaultKind;

describe('a draft', () => {
  beforeEach(() => clearDraft());

  it('becomes a report with only what was said', () => {
    expect(toReport({ ...emptyDraft('LC-SL-1'), kind: 'SL-01', description: '  ', phone: ' 13800000000 ' })).toEqual({
      facility_code: 'LC-SL-1',
      fault_kind: 'SL-01',
      danger: false,
      frail_person: false,
      reporter: { wants_updates: true, phone: '13800000000' },
    });
  });

  it('needs a place or a few words', () => {
    expect(saysEnough(emptyDraft(null))).toBe(false);
    expect(saysEnough({ ...emptyDraft(null), description: '灯不亮' })).toBe(true);
    expect(saysEnough({ ...emptyDraft(null), position: { latitude: 39.9, longitude: 116.8 } })).toBe(true);
    expect(saysEnough(emptyDraft('LC-SL-1'))).toBe(true);
  });

  it('is a danger with one yes, or when the kind is always handed over', () => {
    expect(isDanger(kind(''), [false, false])).toBe(false);
    expect(isDanger(kind(null), [false, true])).toBe(true);
    expect(isDanger(kind('119'), [])).toBe(true);
    expect(isDanger(undefined, [])).toBe(false);
  });

  it('is kept at every word and belongs to one label', () => {
    openDraft('LC-SL-1');
    draft.description = '第二天了';
    expect(recall<{ description: string }>('draft')?.description).toBe('第二天了');
    openDraft('LC-SL-1');
    expect(draft.description).toBe('第二天了');
    openDraft('LC-SL-2');
    expect(draft.description).toBe('');
    clearDraft();
    expect(recall('draft')).toBeNull();
  });
});

describe('addresses and codes', () => {
  it('tell the page from the path and the step from the history', () => {
    expect(readRoute('/', null)).toEqual({ page: 'home' });
    expect(readRoute('/', { step: 'class' })).toEqual({ page: 'report', code: null, step: 'class' });
    expect(readRoute('/f/LC-SL-243-0001', null)).toEqual({ page: 'report', code: 'LC-SL-243-0001', step: 'kind' });
    expect(readRoute('/f/%E0', { step: 'nonsense' })).toEqual({ page: 'report', code: '%E0', step: 'kind' });
    expect(readRoute('/t/abc', { step: 'kind' })).toEqual({ page: 'follow', token: 'abc' });
  });

  it('take a token from a link or alone', () => {
    expect(tokenFrom('http://x.cn/t/abcd2345?x=1')).toBe('abcd2345');
    expect(tokenFrom(' abcd 2345 ')).toBe('abcd2345');
    expect(tokenFrom('灯不亮')).toBeNull();
    expect(tokenFrom('abc')).toBeNull();
  });

  it('find villages by name and initials, the nearest match first', () => {
    const villages = [
      { code: '1', name: '大豆各庄', initials: 'ddgz' },
      { code: '2', name: '兴各庄', initials: 'xgz' },
      { code: '3', name: '小豆各庄', initials: 'xdgz' },
    ];
    const codes = (words: string): string[] => findVillages(villages, words).map((one) => one.code);
    expect(codes('')).toEqual(['1', '2', '3']);
    expect(codes('XGZ')).toEqual(['2']);
    expect(codes('gz')).toEqual(['1', '2', '3']);
    expect(codes('x')).toEqual(['2', '3']);
    expect(codes('豆')).toEqual(['1', '3']);
    expect(codes('北京')).toEqual([]);
  });
});

describe('a refusal', () => {
  it('names the field in plain words', () => {
    const problem = { status: 422, errors: [{ field: 'reporter.phone', code: 'bad_format', detail: '' }] };
    expect(refusalText(problem)).toBe('“电话”填得不对。');
    expect(refusalText({ status: 413, errors: [] })).toContain('写得太多');
  });
});
