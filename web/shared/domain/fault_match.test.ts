import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { makeFaultRanking } from './fault_match';

// The town's own fault kinds: what operators really choose from.
const folder = join(import.meta.dirname, '../../../data/lucheng/classes');
const definitions = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Schemas['ClassDefinition']);
const kinds = definitions.flatMap((definition) => definition.fault_kinds);
const classes = definitions.map((definition) => definition.class);
const rank = makeFaultRanking(kinds, classes);
const first = (words: string, count = 1): string[] =>
  rank(words)
    .slice(0, count)
    .filter((match) => match.score > 0)
    .map((match) => match.kind.code);

describe('ranking fault kinds by what residents say', () => {
  it.each([
    ['路灯不亮', 'SL-01'],
    ['我家门口那个路灯灭了好几天了', 'SL-01'],
    ['一条街都不亮，黑灯瞎火的', 'SL-02'],
    ['灯杆子让车撞歪了', 'SL-06'],
    ['摸灯杆麻手', 'SL-08'],
    ['家里冰凉，机器不转', 'HP-01'],
    ['空调外机成冰坨了', 'HP-09'],
    ['一开就跳闸', 'HP-10'],
    ['机器冒烟了，有糊味', 'HP-12'],
    ['厕所又堵了，粪水往外漫', 'WC-01'],
    ['厕所没纸了', 'WC-17'],
    ['井盖没了', 'WC-14'],
    ['化粪池满了没人抽', 'WC-13'],
    ['The street light flickers', 'SL-03'],
  ])('%s → %s', (words, code) => {
    expect(first(words)).toEqual([code]);
  });

  it.each([
    ['麻手', ['WC-15', 'SL-08', 'HP-11']],
    ['跳闸', ['HP-10']],
    ['漏水', ['WC-03', 'HP-03']],
    ['冻裂', ['WC-05', 'HP-14']],
    ['苍蝇', ['WC-20']],
    ['门锁', ['WC-08']],
  ])('two characters are enough: %s', (words, codes) => {
    const found = first(words, codes.length + 1);
    for (const code of codes) expect(found, words).toContain(code);
  });

  it('puts a smell of gas, which is never an order, first', () => {
    const [match] = rank('屋里有煤气味');
    expect(match?.kind.refer_to).toBe('119');
  });

  it('understands a code', () => {
    expect(first('hp-07')).toEqual(['HP-07']);
    expect(first('WC14')).toEqual(['WC-14']);
  });

  it('does not mind punctuation, width or a single character', () => {
    expect(first('路灯，，不亮！！')).toEqual(['SL-01']);
    expect(first('ＨＰ－０７')).toEqual(['HP-07']);
    expect(rank('堵')[0]?.score).toBeGreaterThan(0);
    expect(rank('堵')[0]?.kind.wording.join('')).toContain('堵');
  });

  it('keeps every kind, in its own order when nothing fits', () => {
    for (const words of ['', '。。。', 'zzzz', '的了吗']) {
      expect(rank(words).map((match) => match.kind.code), words).toEqual(kinds.map((kind) => kind.code));
    }
    expect(rank('路灯不亮')).toHaveLength(kinds.length);
  });

  it('says nothing of meaning for filler words', () => {
    expect(rank('我家里有这个').every((match) => match.score < 1)).toBe(true);
  });
});
