import type { Schemas } from '@shared/api/client';
import { describe, expect, it } from 'vitest';
import { sooner } from './day';
import type { Order } from './store';
import { whyUs } from './why';

const option = (crew_id: string, arrival: string): unknown => ({ crew_id, arrival });
const decision = (more: object): Schemas['AssignmentDecision'] =>
  ({ crew_id: '3', rule: 'automatic', reason: '', by: '小陈', chosen: option('3', '2020-01-10T03:00:00Z'), alternatives: [], ...more }) as unknown as Schemas['AssignmentDecision'];

describe('why this crew', () => {
  it.each([
    [{}, '只有你们班组派得出，预计 2020年1月10日 11:00 到场'],
    [{ alternatives: [option('4', '2020-01-10T03:30:00Z')] }, '能去的 2 个班组里你们到得最早，预计 2020年1月10日 11:00 到场'],
    [{ alternatives: [option('4', '2020-01-10T02:30:00Z')] }, '能去的 2 个班组里派你们最省路、最不耽误别的，预计 2020年1月10日 11:00 到场'],
    [{ rule: 'manual', reason: '老住户' }, '小陈指定，老住户'],
    [{ rule: 'manual' }, '小陈指定'],
    [{ chosen: null }, '系统按规则派的'],
    [{ crew_id: null }, ''],
  ])('%o', (more, words) => {
    expect(whyUs(decision(more), 'zh')).toBe(words);
  });
});

describe('the day of a crew', () => {
  const order = (id: string, more: object = {}): Order =>
    ({ id, state: 'assigned', paused: false, severity: 'normal', priority: 1, due_at: null, ...more }) as Order;
  const day = { '1': { position: 1, arrival: '' }, '2': { position: 0, arrival: '' } };
  const sorted = (orders: Order[]): string[] => [...orders].sort((one, other) => sooner(one, other, day)).map((one) => one.id);

  it('goes as planned: what is begun first, what nobody planned later, what waits for a part last', () => {
    const begun = order('4', { state: 'under_way' });
    expect(sorted([order('3'), order('1'), order('5', { paused: true, priority: 9 }), order('2'), begun])).toEqual(['4', '2', '1', '3', '5']);
  });
  it('puts a danger that just came in before the plan', () => {
    expect(sorted([order('1'), order('6', { severity: 'danger' })])).toEqual(['6', '1']);
  });
  it('goes by priority without a plan', () => {
    expect(sorted([order('8'), order('9', { priority: 5 })])).toEqual(['9', '8']);
  });
});
