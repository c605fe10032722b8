import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { en, zh } from './i18n';
import { acceptOf, faultWords, mayImport, resultWords, typeOf, type Import } from './imports';
import { shareOf } from '../jobs/jobs';
import ImportsView from './ImportsView.vue';
import { useSession } from '../../shared/api/session';
import type { Schemas } from '../../shared/api/client';

const one: Import = {
  id: '7', register: 'facilities', format: 'csv', file: '路灯.csv', dry_run: false, skip_bad: false, state: 'checking', problem: null, bytes: 5000,
  rows: 30, rows_in_all: 120, made: 0, changed: 0, same: 0, bad: 0, faults_in_all: 0, faults: [],
  made_at: '2026-11-27T00:00:00Z', started_at: null, ended_at: null, gone_at: null,
};
const refused: Import = {
  ...one, state: 'refused', rows: 120, bad: 1, faults_in_all: 2, ended_at: '2026-11-27T00:01:00Z',
  faults: [
    { line: 7, column: 'village', code: 'unknown', reason: { zh: '没有登记过，系统里找不到', en: 'there is no such village' } },
    { line: 0, column: '', code: 'unreadable', reason: { zh: '文件读不下去', en: 'damaged' } },
  ],
};

it('is for whoever keeps the register', () => {
  expect((['supervisor', 'admin', 'operator', 'dispatcher', undefined] as const).map(mayImport)).toEqual([true, true, false, false, false]);
});

it('knows files by their names', () => {
  expect(typeOf('A.XLSX')).toContain('spreadsheet');
  expect(typeOf('a.geojson')).toBe('application/geo+json');
  expect(typeOf('a')).toBe('text/csv');
  expect(acceptOf('villages')).toContain('.geojson');
  expect(acceptOf('stock')).not.toContain('json');
});

it('says what became of it', () => {
  expect(shareOf(one)).toBe(0.25);
  expect(shareOf({ ...one, rows_in_all: null })).toBeUndefined();
  expect(resultWords({ ...one, state: 'done', made: 3, changed: 2, same: 1 })).toBe('已导入：新增 3，更改 2，不变 1。');
  expect(resultWords({ ...one, state: 'done', dry_run: true, made: 3, bad: 4 })).toBe('试过了，还没导入：新增 3，更改 0，不变 0。有错跳过 4 行。');
  expect(resultWords(refused)).toContain('一行也没有导入');
  expect(resultWords({ ...one, state: 'failed', problem: { code: 'interrupted', detail: '' } })).toContain('中途停过');
  expect(refused.faults.map(faultWords)).toEqual(['第 7 行 · 村 (village)：没有登记过，系统里找不到', '整个文件：文件读不下去']);
});

it('both languages say the same', () => {
  const places = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) expect(places(en[key]), key).toEqual(places(zh[key]));
});

describe('the page', () => {
  let imports: Import[];
  let at_once = false;
  let sent: { method: string; path: string; query: string; type: string | null; body: string }[];
  beforeEach(() => {
    vi.useFakeTimers();
    imports = [];
    at_once = false;
    sent = [];
    useSession().account.value = { role: 'supervisor' } as Schemas['OwnAccount'];
    vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
      const url = new URL(request.url);
      const path = url.pathname.replace('/api/v1', '');
      if (request.method !== 'GET') sent.push({ method: request.method, path, query: url.search, type: request.headers.get('Content-Type'), body: await request.text() });
      if (request.method === 'POST' && path === '/imports') imports = [{ ...one, state: 'queued', rows: 0, rows_in_all: null }];
      if (request.method === 'POST' && at_once) {
        imports = [refused];
        return Response.json({ ...refused, state: 'queued', ended_at: null }, { status: 202 });
      }
      if (path.endsWith('/cancellation')) return new Response(null, { status: 202 });
      if (request.method === 'POST') return Response.json(imports[0], { status: 202 });
      return Response.json(path === '/imports' ? { items: imports.map((each) => ({ ...each, faults: [] })) } : imports[0]);
    }));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('sends the file, shows how far it is, and names every fault', async () => {
    const page = mount(ImportsView);
    await flushPromises();
    const input = page.get<HTMLInputElement>('[name=import-file]');
    Object.defineProperty(input.element, 'files', { value: [new File(['code\r\nx'], '路灯.csv')] });
    await input.trigger('change');
    await page.get('[data-test=import-form]').trigger('submit');
    await vi.advanceTimersByTimeAsync(1);
    await flushPromises();
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/imports', type: 'text/csv', body: 'code\r\nx' });
    expect(sent[0]?.query).toContain('dry_run=true');
    imports = [one];
    await vi.advanceTimersByTimeAsync(800);
    await flushPromises();
    expect(page.get('progress').attributes('value')).toBe('0.25');
    imports = [refused];
    await vi.advanceTimersByTimeAsync(800);
    await flushPromises();
    expect(page.find('progress').exists()).toBe(false);
    expect(page.get('[data-test=import-faults]').text()).toContain('第 7 行');
    expect(page.get('[role=status]').text()).toContain('1 行有错');
    page.unmount();
  });

  it('names the faults of one that is over at the first look', async () => {
    const page = mount(ImportsView);
    await flushPromises();
    const input = page.get<HTMLInputElement>('[name=import-file]');
    Object.defineProperty(input.element, 'files', { value: [new File(['x'], 'a.csv')] });
    await input.trigger('change');
    at_once = true;
    await page.get('[data-test=import-take]').trigger('click');
    await vi.advanceTimersByTimeAsync(1);
    await flushPromises();
    expect(page.get('[data-test=import-faults]').text()).toContain('第 7 行');
    page.unmount();
  });

  it('cancels', async () => {
    imports = [one];
    const page = mount(ImportsView);
    await flushPromises();
    await page.get('[data-test=import-cancel]').trigger('click');
    await flushPromises();
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/imports/7/cancellation' });
    page.unmount();
  });
});
