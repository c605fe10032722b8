import { describe, expect, it } from 'vitest';
import { bodyOf, newForm, nextOf, outcomeOf, type CallBack } from './call_backs';
import { en, zh } from './i18n';

const form = { ...newForm(), satisfaction: 'satisfied' as const, comment: ' 谢谢 ', hours: 3 };
const key = (name: string, more: object = {}): Parameters<typeof outcomeOf>[0] => ({ key: name, ctrlKey: false, altKey: false, metaKey: false, target: document.body, ...more });
const people = (...ids: string[]): CallBack[] => ids.map((report_id) => ({ report_id }) as CallBack);

describe('an outcome', () => {
  it.each([
    ['solved', { reached: true, solved: true, satisfaction: 'satisfied', comment: '谢谢' }],
    ['not_solved', { reached: true, solved: false, satisfaction: 'satisfied', comment: '谢谢' }],
    ['no_answer', { reached: false }],
    ['call_later', { reached: true, later_at: '2026-11-27T11:00:00.000Z' }],
  ] as const)('%s sends only what belongs to it', (outcome, body) => {
    expect(bodyOf(outcome, form, Date.parse('2026-11-27T08:00:00Z'))).toEqual(body);
  });

  it('has one key', () => {
    expect(['1', '2', '3', '4', '5', 'a'].map((name) => outcomeOf(key(name)))).toEqual(['solved', 'not_solved', 'no_answer', 'call_later', null, null]);
  });

  it.each(['INPUT', 'TEXTAREA', 'SELECT'])('has none while somebody types in %s', (tag) => {
    expect(outcomeOf(key('1', { target: document.createElement(tag) }))).toBeNull();
  });

  it.each(['ctrlKey', 'altKey', 'metaKey'])('leaves %s to the browser and the views', (name) => {
    expect(outcomeOf(key('1', { [name]: true }))).toBeNull();
  });
});

describe('the next person', () => {
  it('is whoever stood below, else the last', () => {
    const before = people('1', '2', '3', '4');
    expect(nextOf(people('1', '3', '4'), before, '2')).toBe('3');
    expect(nextOf(people('1', '2', '3'), before, '4')).toBe('3');
    expect(nextOf(people('4', '1'), before, '2')).toBe('4');
    expect(nextOf([], before, '2')).toBeNull();
  });
});

it('both languages say the same, with the same variables', () => {
  const variables = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const one of Object.keys(zh) as (keyof typeof zh)[]) expect(variables(en[one]), one).toEqual(variables(zh[one]));
});
