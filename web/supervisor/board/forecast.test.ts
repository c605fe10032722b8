import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { percent, worthTelling } from './forecast';

const order = (id: string, late: number, more: Partial<Schemas['OrderForecast']> = {}): Schemas['OrderForecast'] => ({
  work_order_id: id,
  number: `LC-${id}`,
  state: 'assigned',
  class: 'heater',
  fault_kind: 'HP-01',
  severity: 'normal',
  village: null,
  late,
  crew_id: null,
  start: null,
  start_late: null,
  cause: 'queue',
  rule: null,
  promises: [],
  sentences: [],
  ...more,
});

describe('what will be late', () => {
  it('tells what is likely, danger first, and not what is late already', () => {
    const told = worthTelling([
      order('unlikely', 0.1),
      order('late', 1, { cause: 'late_now' }),
      order('likely', 0.8),
      order('danger', 0.4, { severity: 'danger' }),
      order('maybe', 0.2),
    ]);
    expect(told.map((one) => one.work_order_id)).toEqual(['danger', 'likely', 'maybe']);
  });
  it('never says that it is sure', () => {
    expect([0, 0.004, 0.27, 0.999, 1].map(percent)).toEqual(['1 %', '1 %', '27 %', '99 %', '99 %']);
  });
});
