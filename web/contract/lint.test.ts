// @vitest-environment node
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OPENAPI, redocly, spectral } from './linters';

const folder = mkdtempSync(join(tmpdir(), 'lamplighter-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The contract with one mistake in it. */
function spoiled(change: (text: string) => string): string {
  const before = readFileSync(OPENAPI, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  const file = join(folder, 'openapi.yaml');
  writeFileSync(file, after);
  return file;
}

const misfit = (text: string): string => text.replace('example: {done: false, words: 还是黑的}', 'example: {done: maybe, words: 还是黑的}');

describe('the contract', () => {
  it('has nothing that redocly lint minds', async () => expect(await redocly(OPENAPI)).toEqual([]), 60_000);
  it('has nothing that spectral minds', async () => expect(await spectral(OPENAPI)).toEqual([]), 60_000);

  it('would be refused by redocly with a field that is none', async () => {
    const file = spoiled((text) => text.replace("{description: 'A page, oldest first', ", '{description: A page, oldest first, '));
    expect((await redocly(file)).join('\n')).toContain('oldest first');
  }, 60_000);
  it('would be refused by redocly with an example that does not fit', async () => {
    expect((await redocly(spoiled(misfit))).join('\n')).toContain('no-invalid-media-type-examples');
  }, 60_000);
  it('would be refused by spectral with that, and with an operation named twice', async () => {
    const twice = (text: string): string => misfit(text).replace('operationId: listTransfers', 'operationId: transferOrder');
    const found = (await spectral(spoiled(twice))).join('\n');
    expect(found).toContain('oas3-valid-media-example');
    expect(found).toContain('operation-operationId-unique');
  }, 60_000);
});
