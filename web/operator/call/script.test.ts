import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../shared/api/client';
import { callScript } from './script';

const NOW = Date.parse('2026-01-10T04:00:00Z');
const crew = { name: { zh: '取暖一组', en: 'Heating team 1' } } as Schemas['Crew'];
const clock = (target: string, minutes: number, state = 'running'): Schemas['Clock'] =>
  ({ target, state, due_at: new Date(NOW + minutes * 60_000).toISOString() }) as Schemas['Clock'];
const order = {
  number: 'LC-1',
  clocks: [clock('contact', 15), clock('arrive', 120), clock('make_safe', -5), clock('resolve', 240, 'stopped')],
} as Schemas['WorkOrder'];

describe('what to read out', () => {
  it('names the number, the crew and each promise still to be kept', () => {
    const report = { state: 'accepted' } as Schemas['Report'];
    expect(callScript({ report, order }, crew, NOW, 'zh')).toBe(
      '您的报修已经登记，工单号 LC-1。由取暖一组负责。今天 12:15 前会有人电话联系您。今天 14:00 前到现场。进度可以在网页上查看。',
    );
    expect(callScript({ report, order }, undefined, NOW, 'en')).toContain('number LC-1. Somebody will call you by today 12:15.');
  });

  it('tells a second caller that it is known', () => {
    const report = { state: 'merged' } as Schemas['Report'];
    expect(callScript({ report, order }, crew, NOW, 'zh')).toContain('已经有人报修');
  });

  it('promises nothing when the caller was handed over', () => {
    const report = { state: 'referred', hand_over: { service: '119' } } as Schemas['Report'];
    expect(callScript({ report, order: null }, undefined, NOW, 'zh')).toBe(
      '您的情况已经转交 119，请按刚才说的注意安全。',
    );
  });
});
