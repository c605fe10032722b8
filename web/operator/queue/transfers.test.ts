import { describe, expect, test } from 'vitest';
import { words } from './transfer_words';
import { bodyOf, isOver, isReady, newForm, serviceOf, shownState, type Offers, type Transfer } from './transfers';

const offers: Offers = {
  items: [], usual_words: '路灯不亮，兴各庄。', at_home: false,
  offers: [
    { destination_id: '7', name: '市里', service_code: null, services: [] },
    { destination_id: '8', name: '区里', service_code: 'L-7', services: [{ code: 'L-7', name: '路灯', group: null, type: 'realtime', required: [
      { code: 'danger', question: '危险吗？', several: true, values: [{ key: 'd1', name: '漏电' }, { key: 'none', name: '没有' }] },
      { code: 'pole', question: '杆号', several: false, values: [] }] }] },
  ],
};

describe('an order for another office', () => {
  test('begins with whoever has a service for the fault, in the usual words', () => {
    const form = newForm(offers);
    expect(form).toMatchObject({ destination: '8', service: 'L-7', words: '路灯不亮，兴各庄。', whole_place: false });
    expect(newForm(offers, '7')).toMatchObject({ destination: '7', service: '' });
  });
  test('waits until everything required is answered, and sends nothing empty', () => {
    const form = newForm(offers);
    const service = serviceOf(offers, form);
    expect(isReady(form, service)).toBe(false);
    form.answers = { danger: ['d1', 'none'], pole: [' 7 '], other: ['x'] };
    expect(isReady(form, service)).toBe(true);
    expect(bodyOf(form, service)).toEqual({ destination_id: '8', service_code: 'L-7', description: '路灯不亮，兴各庄。',
      answers: [{ code: 'danger', value: 'd1' }, { code: 'danger', value: 'none' }, { code: 'pole', value: '7' }] });
    form.answers.pole = [' '];
    expect(isReady(form, service)).toBe(false);
  });
  test('that could not be sent says so, and every state has words', () => {
    const one = { state: 'waiting', sending: { delivery_id: '1', state: 'dead', tries: 12, next_at: null } } as Transfer;
    expect(shownState(one)).toBe('dead');
    expect(shownState({ ...one, sending: null, state: 'ended' })).toBe('ended');
    expect(isOver({ ...one, state: 'withdrawn' })).toBe(true);
    for (const state of ['waiting', 'dead', 'pending', 'followed', 'untold', 'ended', 'checked', 'withdrawn']) {
      expect(words.zh).toHaveProperty([`state.${state}`]);
      expect(words.en).toHaveProperty([`state.${state}`]);
    }
  });
});
