import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { en, zh } from './i18n';
import { fileName } from './person';
import PersonView from './PersonView.vue';

const held = {
  name: '王**', phone: '138****1234', notes: 1, calls: 0,
  reports: [{ id: '5', received_at: '2026-01-02T03:04:05Z', name: '王**', address: '东街***', work_order_number: 'WO-1', in_hand: true }],
  facilities: [],
};
const asked: { path: string; body: unknown }[] = [];
let answers: Record<string, { status: number; body: unknown }> = {};

beforeEach(() => {
  asked.length = 0;
  answers = { '/person-lookups': { status: 200, body: held } };
  vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    asked.push({ path, body: await request.json() });
    const { status, body } = answers[path] ?? { status: 500, body: {} };
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  }));
});
afterEach(() => vi.unstubAllGlobals());

async function look(): Promise<ReturnType<typeof mount>> {
  const page = mount(PersonView);
  await page.get('[name=person-phone]').setValue(' 13812341234 ');
  await page.get('form').trigger('submit');
  await flushPromises();
  return page;
}

describe('the page of a person', () => {
  it('says everything in both languages', () => expect(Object.keys(en)).toEqual(Object.keys(zh)));

  it('names a file without the person', () => {
    expect(fileName(new Date('2026-01-02T03:04:05Z'))).toBe('person-202601020304.json');
  });

  it('shows what is kept and sends the number in the body only', async () => {
    const page = await look();
    expect(asked).toEqual([{ path: '/person-lookups', body: { phone: '13812341234' } }]);
    expect(page.get('[data-test=person-held]').text()).toContain('138****1234');
  });

  it('neither exports nor erases without a reason', async () => {
    const page = await look();
    await page.get('[data-test=person-export]').trigger('click');
    await page.get('[data-test=person-erase]').trigger('click');
    await flushPromises();
    expect(asked).toHaveLength(1);
    expect(page.find('[role=alert]').exists()).toBe(true);
    expect(page.find('[data-test=person-erase-now]').exists()).toBe(false);
  });

  it('erases only when it is confirmed, and says what waits', async () => {
    answers['/person-erasures'] = { status: 200, body: { reports: 2, facilities: 1, deferred: [{ report_id: '5', work_order_number: 'WO-1' }] } };
    const page = await look();
    await page.get('[name=person-reason]').setValue('本人书面申请');
    await page.get('[data-test=person-erase]').trigger('click');
    await page.get('form.confirm').trigger('submit');
    await flushPromises();
    expect(asked).toHaveLength(1);
    await page.get('[name=person-sure]').setValue(true);
    await page.get('form.confirm').trigger('submit');
    await flushPromises();
    expect(asked[1]).toEqual({ path: '/person-erasures', body: { phone: '13812341234', reason: '本人书面申请' } });
    expect(page.get('[data-test=person-erased]').text()).toContain('WO-1');
    expect(page.find('[data-test=person-held]').exists()).toBe(false);
  });

  it('forgets what it showed when another number is typed', async () => {
    const page = await look();
    await page.get('[name=person-phone]').setValue('13900000000');
    expect(page.find('[data-test=person-held]').exists()).toBe(false);
  });

  it('says when nothing is kept', async () => {
    answers['/person-lookups'] = { status: 404, body: { status: 404, code: 'not_found' } };
    expect((await look()).find('[data-test=person-nothing]').exists()).toBe(true);
  });
});
