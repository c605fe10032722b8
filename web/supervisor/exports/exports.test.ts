import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { en, zh } from './i18n';
import { bodyOf, formatsOf, listsOf, sizeWords, type Export } from './exports';
import { shareOf } from '../jobs/jobs';
import ExportsView from './ExportsView.vue';
import { isAddress, labelOf, ON_A_SHEET, pageOf, sheetsOf } from './labels';
import { useSession } from '../../shared/api/session';
import jsQR from 'jsqr';
import type { Schemas } from '../../shared/api/client';

vi.mock('vue-router', () => ({ useRoute: () => ({ query: {} }) }));

const one: Export = {
  id: '7', list: 'work_orders', format: 'csv', filters: {}, state: 'running', rows: 30, rows_in_all: 120, bytes: null, problem: null,
  made_at: '2026-11-27T00:00:00Z', started_at: null, ended_at: null, gone_at: null, file: null,
};

describe('what may be asked for', () => {
  it.each([
    ['operator', ['audit', 'deliveries', 'readings', 'accounts']],
    ['supervisor', ['accounts']],
    ['checker', ['city_orders', 'audit', 'calls', 'deliveries', 'readings', 'accounts']],
    ['auditor', ['city_orders', 'call_backs', 'calls', 'deliveries', 'readings', 'accounts']],
    ['admin', ['city_orders', 'audit', 'call_backs', 'calls']],
  ] as const)('%s has no file of %s', (role, without) => {
    const all = Object.keys(zh).filter((key) => key.startsWith('list.')).map((key) => key.slice(5));
    expect(listsOf(role)).toEqual(all.filter((list) => !(without as readonly string[]).includes(list)));
  });

  it('nobody has none', () => {
    expect(listsOf(undefined)).toEqual([]);
  });

  it('only what has a place stands on a map', () => {
    expect(formatsOf('facilities')).toContain('geojson');
    expect(formatsOf('audit')).toEqual(['csv', 'xlsx']);
  });

  it('sends the filters that the list has', () => {
    const wish = { format: 'csv', village: 'A', class: 'heater', state: 'active' } as const;
    expect(bodyOf({ ...wish, list: 'work_orders' }).filters).toEqual({ village: 'A', class: 'heater', state: 'active' });
    expect(bodyOf({ ...wish, list: 'reports' }).filters).toEqual({ village: 'A' });
    expect(bodyOf({ ...wish, list: 'villages' }).filters).toEqual({});
    expect(bodyOf({ ...wish, list: 'alerts' }).filters).toEqual({ open: 'false', everybodys: 'true' });
  });

  it('knows how far it is', () => {
    expect(shareOf(one)).toBe(0.25);
    expect(shareOf({ ...one, rows_in_all: null })).toBeUndefined();
    expect(shareOf({ ...one, rows: 0, rows_in_all: 0 })).toBe(1);
    expect([sizeWords(999), sizeWords(12_300), sizeWords(45_600_000)]).toEqual(['999 B', '12 KB', '45.6 MB']);
  });

  it('has every word in both languages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
  });
});

describe('the page', () => {
  let exports: Export[] = [];
  const sent: { method: string; path: string; body: unknown }[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    sent.length = 0;
    exports = [];
    useSession().account.value = { role: 'supervisor' } as Schemas['OwnAccount'];
    vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
      const path = new URL(request.url).pathname.replace('/api/v1', '');
      const body = request.method === 'POST' ? await request.json() : null;
      if (request.method !== 'GET') sent.push({ method: request.method, path, body });
      if (request.method === 'POST') exports = [{ ...one, state: 'queued', rows: 0 }];
      if (request.method === 'DELETE') return new Response(null, { status: 204 });
      return Response.json(request.method === 'POST' ? exports[0] : { items: exports }, { status: request.method === 'POST' ? 202 : 200 });
    }));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const later = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(1100);
    await flushPromises();
  };

  it('shows the progress, says when it is done, and offers the file', async () => {
    const page = mount(ExportsView);
    await flushPromises();
    await page.get('[data-test=export-form]').trigger('submit');
    await flushPromises();
    expect(sent[0]).toEqual({ method: 'POST', path: '/exports', body: { list: 'work_orders', format: 'csv', filters: {} } });
    expect(page.get('progress').attributes('aria-label')).toContain('工单');
    exports = [{ ...one }];
    await later();
    expect(page.get('progress').attributes('value')).toBe('0.25');
    expect(page.text()).toContain('30 / 120 行');
    exports = [{ ...one, state: 'done', rows: 120, bytes: 5000, ended_at: '2026-11-27T00:01:00Z', gone_at: '2026-11-28T00:01:00Z', file: '/api/v1/exports/7/file' }];
    await later();
    expect(page.find('progress').exists()).toBe(false);
    expect(page.get('[role=status]').text()).toContain('可以下载');
    expect(page.get('[data-test=export-download]').attributes('href')).toBe('/api/v1/exports/7/file');
    page.unmount();
  });

  it('says why there is no file', async () => {
    exports = [one];
    const page = mount(ExportsView);
    await flushPromises();
    exports = [{ ...one, state: 'failed', ended_at: '2026-11-27T00:01:00Z', problem: { code: 'disk_full', detail: 'x' } }];
    await later();
    expect(page.text()).toContain('磁盘满了');
    expect(page.get('[role=status]').text()).toContain('磁盘满了');
    page.unmount();
  });

  it('cancels', async () => {
    exports = [one];
    const page = mount(ExportsView);
    await flushPromises();
    await page.get('[data-test=export-cancel]').trigger('click');
    await flushPromises();
    expect(sent).toEqual([{ method: 'DELETE', path: '/exports/7', body: null }]);
    page.unmount();
  });
});

describe('labels', () => {
  const facility = { code: 'LC-SL-243 0017', household: '', name: '村口路灯', active: true } as Schemas['Facility'];

  it('open the page of that very facility', () => {
    expect(pageOf('https://town.example/', 'LC-SL-243 0017')).toBe('https://town.example/f/LC-SL-243%200017');
    expect(['https://town.example', 'http://10.0.0.1:8080', 'town.example', 'javascript:alert(1)', ''].map(isAddress)).toEqual([true, true, false, false, false]);
  });

  it('are read by a camera', () => {
    const { qr } = labelOf('https://town.example', facility);
    const SCALE = 4;
    const side = qr.size * SCALE;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (const [, x, y] of qr.path.matchAll(/M(\d+) (\d+)h/g))
      for (let dy = 0; dy < SCALE; dy += 1)
        for (let dx = 0; dx < SCALE; dx += 1)
          pixels.fill(0, ((Number(y) * SCALE + dy) * side + Number(x) * SCALE + dx) * 4, ((Number(y) * SCALE + dy) * side + Number(x) * SCALE + dx) * 4 + 3);
    expect(jsQR(pixels, side, side)?.data).toBe('https://town.example/f/LC-SL-243%200017');
  });

  it('name nobody who lives there', () => {
    expect(labelOf('https://town.example', { ...facility, household: '王**', name: '兴各庄 **号 王**家' }).name).toBe('');
    expect(labelOf('https://town.example', facility).name).toBe('村口路灯');
  });

  it('fill sheet after sheet', () => {
    const labels = Array.from({ length: 50 }, (_, index) => labelOf('https://town.example', { ...facility, code: `LC-${index}` }));
    expect(sheetsOf(labels).map((sheet) => sheet.length)).toEqual([ON_A_SHEET, ON_A_SHEET, 8]);
    expect(sheetsOf([])).toEqual([]);
  });
});
