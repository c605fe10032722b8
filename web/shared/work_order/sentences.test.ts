import { describe, expect, it } from 'vitest';
import { names } from '../domain/labels';
import { en, zh } from './i18n';
import { distanceWords, eventSentence, findingWords } from './sentences';

const around = { crewName: (id: string) => (id === '3' ? '取暖一组' : id), notes: [] };
const at = '2026-01-10T04:00:00Z';
const say = (kind: keyof typeof names.event_kind, details: Record<string, string>, language: 'zh' | 'en' = 'zh'): string =>
  eventSentence({ kind, details, at }, around, language);

describe('the words of a work order', () => {
  it('are the same in both languages and never empty', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const words of [...Object.values(zh), ...Object.values(en)]) expect(words.trim()).not.toBe('');
  });

  it('have a sentence for every kind of event', () => {
    for (const kind of Object.keys(names.event_kind) as (keyof typeof names.event_kind)[]) {
      for (const language of ['zh', 'en'] as const) {
        const sentence = say(kind, {}, language);
        expect(sentence, kind).not.toBe('');
        expect(sentence, kind).not.toContain('{');
      }
    }
  });

  it.each([
    ['work_order_assigned', { crew: '3', rule: 'automatic', from: 'open' }, '系统派给 取暖一组'],
    ['work_order_assigned', { crew: '3', rule: 'manual' }, '派给 取暖一组'],
    ['report_received', { channel: 'hotline', split_from: '7' }, '从同一个来电分出（一单多事）'],
    ['work_order_paused', { reason: 'waiting_part' }, '暂停计时：等配件'],
    ['work_order_closed', { method: 'callback', confirmed: 'true' }, '结案：电话回访，报修人确认已解决'],
    ['work_order_closed', { method: 'none', confirmed: 'false' }, '结案：未回访，报修人未确认'],
    ['sla_breached', { target: 'arrive', due_at: '2026-01-10T03:30:00Z' }, '超时：到场时限已过（应在 今天 11:30 前）'],
    ['report_judged', { solved: 'false' }, '居民评价：没解决'],
    ['reporter_informed', { about: 'work_order_assigned', count: '3' }, '已告知 3 位报修人：派单'],
    ['report_referred', { service: '119', reason: '漏气' }, '报修转交 119：漏气'],
  ] as const)('%s', (kind, details, sentence) => {
    expect(say(kind, details)).toBe(sentence);
  });

  it('quotes the note', () => {
    const notes = [{ id: '9', text: '门锁着，邻居有钥匙', by: '小陈', at }];
    const event = { kind: 'note_added', details: { note: '9' }, at } as const;
    expect(eventSentence(event, { ...around, notes }, 'zh')).toBe('备注：门锁着，邻居有钥匙');
    expect(eventSentence(event, around, 'zh')).toBe('添加备注');
  });

  it('explains the crews', () => {
    const found = { crew_id: '4', excluded_by: 'skill', orders_in_hand: 0, distance_metres: 0, cost: 0 } as const;
    expect(findingWords(found, '3', 'zh')).toBe('不派：没有这项技能');
    expect(findingWords({ ...found, excluded_by: null }, '3', 'en')).toBe('possible');
    expect(findingWords({ ...found, crew_id: '3', excluded_by: null }, '3', 'zh')).toBe('选中');
    expect(distanceWords(0)).toBe('');
    expect(distanceWords(432, 'zh')).toBe('430 米');
    expect(distanceWords(2345, 'en')).toBe('2.3 km');
  });
});
