import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { policyFor, promisesOf } from './policy';

const heater = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../data/lucheng/classes/heater.json'), 'utf8'),
) as Schemas['ClassDefinition'];
const no_heat = heater.fault_kinds.find((kind) => kind.code === 'HP-01')!;

describe('policyFor', () => {
  it('takes the stricter policy for danger, then for frail people', () => {
    const code = (danger: boolean, frail_person: boolean): string | undefined =>
      policyFor(no_heat, heater.policies, { danger, frail_person })?.code;
    expect(code(false, false)).toBe('HP-P1');
    expect(code(false, true)).toBe('HP-P1V');
    expect(code(true, false)).toBe('HP-P0');
    expect(code(true, true)).toBe('HP-P0');
  });

  it('knows nothing of a policy it was not given', () => {
    expect(policyFor(no_heat, [], { danger: true, frail_person: false })).toBeUndefined();
  });

  it('tells the promises in order', () => {
    const policy = policyFor(no_heat, heater.policies, { danger: false, frail_person: false })!;
    expect(promisesOf(policy).map(({ target }) => target)).toEqual(['contact', 'arrive', 'resolve']);
  });
});
