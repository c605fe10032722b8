import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { lint, loadConfig } from '@redocly/openapi-core';
import type * as Core from '@stoplight/spectral-core';
import type * as Parsers from '@stoplight/spectral-parsers';

export const OPENAPI = resolve(import.meta.dirname, '../../server/api/openapi.yaml');

// Spectral is written for CommonJS.
const require = createRequire(import.meta.url);
const { Spectral, Document } = require('@stoplight/spectral-core') as typeof Core;
const { Yaml } = require('@stoplight/spectral-parsers') as typeof Parsers;

/** What `redocly lint` finds in a file, one line each. */
export async function redocly(file: string): Promise<string[]> {
  const config = await loadConfig({ configPath: join(import.meta.dirname, 'redocly.yaml') });
  const problems = await lint({ ref: file, config });
  return problems.map((one) => `${one.severity} ${one.ruleId} ${one.location[0]?.pointer ?? ''}: ${one.message}`);
}

/** What Spectral finds in a file, one line each. */
export async function spectral(file: string): Promise<string[]> {
  const ruleset = (await import(/* @vite-ignore */ join(import.meta.dirname, 'spectral.mjs'))) as { default: unknown };
  const linter = new Spectral();
  linter.setRuleset(ruleset.default as never);
  const found = await linter.run(new Document(readFileSync(file, 'utf8'), Yaml as never, file));
  return found.map((one) => `${one.severity} ${String(one.code)} ${one.path.join('/')}: ${one.message}`);
}
