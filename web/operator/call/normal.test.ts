import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { needsCarbonWarning, normalFor } from './normal';

const heater = JSON.parse(readFileSync(join(process.cwd(), '../data/lucheng/classes/heater.json'), 'utf8')) as {
  fault_kinds: Schemas['FaultKind'][];
};

describe('the intake script', () => {
  it.each([
    ['heater', '外机嘶嘶响还冒白气', 1],
    ['heater', '烧不热，就十几度', 1],
    ['heater', '刚停了一下就不启动了', 1],
    ['heater', '家里冰凉，机器不转', 0],
    ['streetlight', '灯下面滴水', 0],
    [null, '滴水', 0],
  ])('of a %s, “%s”: %i hints at normal behaviour', (of, words, count) => {
    expect(normalFor(of, words)).toHaveLength(count);
  });

  it('warns of carbon monoxide on every call about heating, in the advice or beside it', () => {
    expect(heater.fault_kinds.length).toBeGreaterThan(10);
    for (const kind of heater.fault_kinds) {
      const of_class = { ...kind, class: 'heater' };
      expect(needsCarbonWarning('heater', of_class), kind.code).toBe(!kind.advice.zh.includes('一氧化碳'));
    }
    expect(needsCarbonWarning('heater', undefined)).toBe(true);
    expect(needsCarbonWarning('toilet', undefined)).toBe(false);
  });
});
