import { describe, expect, it } from 'vitest';
import { nameOf, names } from './labels';

describe('names', () => {
  it('are there in both languages', () => {
    for (const [group, codes] of Object.entries(names)) {
      for (const [code, name] of Object.entries(codes)) {
        expect(name.zh.trim(), `${group}.${code}`).not.toBe('');
        expect(name.en.trim(), `${group}.${code}`).not.toBe('');
        expect(name.en, `${group}.${code}`).not.toMatch(/\p{Script=Han}/u);
      }
    }
  });

  it('fall back to the code', () => {
    expect(nameOf('outcome', 'repaired', 'zh')).toBe('已修复');
    expect(nameOf('outcome', 'exploded', 'zh')).toBe('exploded');
    expect(nameOf('outcome', null)).toBe('');
  });
});
