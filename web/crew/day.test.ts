import type { Schemas } from '@shared/api/client';
import { describe, expect, it } from 'vitest';
import { dayOf } from './day';

const board = (crews: unknown[]): Schemas['PlanBoard'] => ({ crews }) as Schemas['PlanBoard'];

describe('what the plan says of a crew', () => {
  it('is when it is expected where, and where it waits', () => {
    const waiting = { village_name: '兴各庄' };
    const visit = { position: 1, arrival: '2026-01-10T02:00:00Z' };
    const found = dayOf(board([{ on_site: [{ id: '1', visit: null }], visits: [{ id: '2', visit }], waiting }]));
    expect(found).toEqual({ day: { 2: visit }, waiting });
  });
  it('is nothing where nothing is said', () => {
    expect(dayOf(board([]))).toEqual({ day: {}, waiting: null });
    expect(dayOf(board([{ on_site: [], visits: [], waiting: null }]))).toEqual({ day: {}, waiting: null });
  });
});
