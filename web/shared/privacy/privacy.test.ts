import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useSession, type Account } from '../api/session';
import { setLocale } from '../i18n';
import ContactReveal from './ContactReveal.vue';
import { en, zh } from './i18n';
import { mayUnmask, REASONS } from './unmask';

const CLEAR = {
  name: '',
  address: '东街12号',
  description: '家里冰凉',
  contacts: [{ report_id: '7', name: '王秀兰', phone: '13812341234', address: '东街12号' }],
};
const sent: { url: string; body: unknown; key: string | null }[] = [];
let answer: () => Response;

beforeEach(() => {
  setLocale('zh');
  sent.length = 0;
  answer = () => new Response(JSON.stringify(CLEAR), { status: 200, headers: { 'Content-Type': 'application/json' } });
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ url: request.url, body: await request.json(), key: request.headers.get('Idempotency-Key') });
    return answer();
  });
  useSession().account.value = { id: '1', username: 'operator', display_name: '坐席', role: 'operator', crew_id: null, demo: true } as Account;
});
afterEach(() => vi.unstubAllGlobals());

it('has every word in both languages', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  for (const reason of REASONS) expect(zh[`reason.${reason}`]).toBeTruthy();
});

it('shows nothing in clear before a reason was given and the server answered', async () => {
  const page = mount(ContactReveal, { props: { thing: 'report', id: '7' }, attachTo: document.body });
  expect(page.text()).not.toContain('王秀兰');
  await page.get('[data-test=reveal-ask]').trigger('click');
  await page.get('select').setValue('call_back');
  await page.get('form').trigger('submit');
  await flushPromises();
  expect(sent).toHaveLength(1);
  expect(sent[0]?.url).toContain('/reports/7/unmasking');
  expect(sent[0]?.body).toEqual({ reason: 'call_back' });
  expect(page.get('[data-test=reveal-clear]').text()).toContain('王秀兰');
  expect(page.get('a').attributes('href')).toBe('tel:13812341234');
  expect(document.activeElement).toBe(page.get('[data-test=reveal-clear]').element);
  page.unmount();
});

it('forgets what it showed when it is about something else', async () => {
  const page = mount(ContactReveal, { props: { thing: 'report', id: '7' } });
  await page.get('[data-test=reveal-ask]').trigger('click');
  await page.get('form').trigger('submit');
  await flushPromises();
  expect(page.text()).toContain('王秀兰');
  await page.setProps({ id: '8' });
  expect(page.text()).not.toContain('王秀兰');
});

it('says why it was refused and shows nothing', async () => {
  answer = () =>
    new Response(JSON.stringify({ status: 429, code: 'too_many', title: 'Too Many', detail: 'Too many looks' }), {
      status: 429,
      headers: { 'Content-Type': 'application/problem+json' },
    });
  const page = mount(ContactReveal, { props: { thing: 'work_order', id: '3' } });
  await page.get('[data-test=reveal-ask]').trigger('click');
  await page.get('form').trigger('submit');
  await flushPromises();
  expect(page.find('[data-test=reveal-clear]').exists()).toBe(false);
  expect(page.find('form').exists()).toBe(true);
});

it('offers it only to those who may ask', () => {
  expect((['operator', 'dispatcher', 'supervisor', 'checker'] as const).every(mayUnmask)).toBe(true);
  expect((['auditor', 'admin', 'town_leader', 'village_reporter', 'crew_member'] as const).some(mayUnmask)).toBe(false);
});
