import { expect, it } from 'vitest';
import { en, zh } from './i18n';
import { fieldWord, lastWords, mayReadDevices, queryOf, whyWord, type Device } from './readings';

it('asks for what is shown', () => {
  expect(queryOf('all')).toEqual({ limit: 200 });
  expect(queryOf('silent')).toEqual({ limit: 200, silent: true });
  expect(queryOf('met')).toEqual({ limit: 200, met: true });
});

it('is for whoever answers for the devices', () => {
  expect((['supervisor', 'admin', 'operator', 'auditor', undefined] as const).map(mayReadDevices)).toEqual([true, true, false, false, false]);
});

it('says readings and refusals in words, and leaves what it does not know as it is', () => {
  const last = [{ measure: 'power', value: 1800, at: '' }, { measure: 'return_temperature', value: 22.5, at: '' }];
  expect(lastWords({ last } as unknown as Device)).toBe('power 1800 · return_temperature 22.5');
  expect([fieldWord('at'), fieldWord('colour'), whyWord('unknown'), whyWord('strange')]).toEqual(['时间', 'colour', '没有登记过', 'strange']);
});

it('both languages say the same', () => {
  const places = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) expect(places(en[key]), key).toEqual(places(zh[key]));
});
