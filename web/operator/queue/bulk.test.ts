import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { register } from '../../shared/domain/register';
import { columnsFrom, USUAL } from '../../shared/work_order/columns';
import { NO_FILTERS } from '../../shared/work_order/list';
import { orderNotice, outageNotice } from '../chat/notice';
import { assignAll, refusedOrders, type Assign } from './bulk';
import { MOST_SAVED, savedFrom, useSavedFilters } from './desk_memory';
import { changesBetween } from './stale';

type Order = Schemas['WorkOrder'];
const order = (id: string, over: Partial<Order> = {}): Order =>
  ({ id, number: `LC-${id}`, version: 1, state: 'open', severity: 'normal', crew_id: null, fault_kind: 'SL-01', village: 'V', address: '', description: '', clocks: [], facility: null, due_at: null, ...over }) as unknown as Order;

describe('sending a crew to many orders', () => {
  it('goes through all, names each failure, and hands back what was done', async () => {
    const assign = vi.fn<Assign>().mockImplementation((one) =>
      Promise.resolve(one.id === '2' ? { ok: false, status: 412, problem: { status: 412, code: 'stale' } } : { ok: true, status: 200, etag: undefined, data: { ...one, version: 2 } }),
    );
    const told: number[] = [];
    const result = await assignAll([order('1'), order('2'), order('3')], '7', 'x', (count) => told.push(count), () => false, assign);
    expect(result.done.map((one) => one.id)).toEqual(['1', '3']);
    expect(result.failed.map((one) => one.number)).toEqual(['LC-2']);
    expect(result.failed[0]?.why).not.toBe('');
    expect(told).toEqual([1, 2, 3]);
  });

  it('stops between two orders and says how many were left', async () => {
    let tried = 0;
    const assign: Assign = (one) => Promise.resolve({ ok: true, status: 200, etag: undefined, data: one });
    const result = await assignAll([order('1'), order('2'), order('3')], '', '', (count) => (tried = count), () => tried >= 1, assign);
    expect([result.done.length, result.left]).toEqual([1, 2]);
  });

  it('finds the orders that an outage was refused for', () => {
    const problem = { errors: [{ field: 'work_order_ids[1]', code: 'unknown', detail: 'gone' }, { field: 'words', code: 'required', detail: 'x' }] };
    expect(refusedOrders(problem, [order('1'), order('2')])).toEqual([{ number: 'LC-2', why: 'gone' }]);
  });
});

describe('what the desk remembers', () => {
  beforeEach(() => localStorage.clear());

  it('columns: in the table’s order, the number always', () => {
    expect(columnsFrom(null)).toEqual(USUAL);
    expect(columnsFrom('{oh')).toEqual(USUAL);
    expect(columnsFrom('["state","due","rubbish"]')).toEqual(['due', 'number', 'state']);
  });

  it('filters by name, the newest twelve, and nothing unknown', () => {
    const { saved, save, forget } = useSavedFilters();
    for (let one = 0; one < MOST_SAVED + 2; one += 1) save(`第${one}`, { ...NO_FILTERS, q: String(one) });
    expect(saved.value).toHaveLength(MOST_SAVED);
    save('第5', { ...NO_FILTERS, due: '1h' });
    expect(saved.value.filter((one) => one.name === '第5')).toEqual([{ name: '第5', query: { due: '1h' } }]);
    forget('第5');
    expect(saved.value.some((one) => one.name === '第5')).toBe(false);
    expect(savedFrom('[{"name":"a","query":{"due":"9y","evil":"x","village":"V"}},{"no":1},null]')).toEqual([{ name: 'a', query: { village: 'V' } }]);
    expect(savedFrom('{}')).toEqual([]);
  });
});

describe('an order that changed while somebody wrote', () => {
  it('shows what was seen beside what is there, and nothing else', () => {
    register.crews = [{ id: '3', name: { zh: '照明班', en: 'Lights' } }] as unknown as Schemas['Crew'][];
    const changes = changesBetween(order('1'), order('1', { version: 2, crew_id: '3', state: 'assigned' }));
    expect(changes.map((one) => [one.name, one.seen, one.now])).toEqual([
      ['状态', '待派单', '已派单'],
      ['班组', '–', '照明班'],
    ]);
    expect(changesBetween(order('1'), order('1', { version: 2 }))).toEqual([]);
  });
});

describe('a notice for the chat group', () => {
  const now = Date.parse('2026-11-26T02:00:00Z');
  beforeEach(() => {
    register.villages = [{ code: 'V', name: '胡各庄' }] as unknown as Schemas['Village'][];
    register.kinds = [{ code: 'SL-01', name: { zh: '单灯不亮', en: 'One lamp dark' } }] as unknown as Schemas['FaultKind'][];
    register.crews = [{ id: '3', name: { zh: '照明班', en: 'Lights' } }] as unknown as Schemas['Crew'][];
  });

  it('says what, where, who and until when, and nobody’s home', () => {
    const clocks = [{ target: 'resolve', state: 'running', due_at: '2026-11-26T10:00:00Z' }] as unknown as Order['clocks'];
    const words = orderNotice(order('1', { crew_id: '3', clocks, facility: { id: '1', code: 'c', name: '东街3号杆' } as Order['facility'] }), 'zh', now);
    expect(words).toMatch(/^各位乡亲：胡各庄东街3号杆“单灯不亮”的报修收到了，单号 LC-1。照明班已经接手，.*18:00前修好/);
    const home = orderNotice(order('1', { facility: { id: '1', code: 'c', name: '王**家取暖机' } as Order['facility'], address: '东街12号' }), 'zh', now);
    expect(home).not.toContain('王');
    expect(home).not.toContain('12号');
    expect(orderNotice(order('1', { state: 'resolved' }), 'zh', now)).toContain('已经修好了');
  });

  it('of an outage says when it will be right, or that nobody knows yet', () => {
    const outage = { reason: 'power_cut', words: '东街台区停电', expected_at: null, ended_at: null } as unknown as Schemas['Outage'];
    expect(outageNotice(outage, 'zh', now)).toContain('恢复时间一确定就告诉大家');
    expect(outageNotice({ ...outage, expected_at: '2026-11-26T10:00:00Z' }, 'zh', now)).toMatch(/预计 .*18:00 恢复/);
    expect(outageNotice({ ...outage, ended_at: '2026-11-26T10:00:00Z', ending_words: '来电了' }, 'zh', now)).toContain('来电了（停电已消除）');
  });
});
