import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseYaml } from '@redocly/openapi-core';
import type { ValidateFunction } from 'ajv';
import type * as Schemas2020 from 'ajv/dist/2020';
import type * as Formats from 'ajv-formats';
import { OPENAPI } from './linters';

// ajv and its formats are written for CommonJS.
const require = createRequire(import.meta.url);
const { default: Ajv } = require('ajv/dist/2020') as { default: typeof Schemas2020.default };
const { default: formats } = require('ajv-formats') as { default: typeof Formats.default };

type Json = Record<string, unknown>;
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const WORDS = 300;

/** What was sent and what came back. */
export interface Exchange {
  method: string;
  url: string;
  request_type: string;
  request: string;
  status: number;
  type: string;
  answer: string;
}

interface Operation {
  at: string[];
  pattern: RegExp;
  method: string;
  path: string;
}

const pointer = (at: string[]): string => '#/' + at.map((part) => encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');

/** server/api/openapi.yaml as ajv understands it: says what is wrong with an exchange. */
export class Contract {
  private readonly ajv = new Ajv({ strict: false, allErrors: false, allowUnionTypes: true, discriminator: false });
  private readonly root: Json;
  private readonly operations: Operation[] = [];
  private readonly compiled = new Map<string, ValidateFunction | null>();
  readonly base: string;

  constructor(file: string = OPENAPI) {
    this.root = parseYaml(readFileSync(file, 'utf8')) as Json;
    formats(this.ajv);
    this.ajv.addSchema({ $id: 'openapi', ...this.root }, 'openapi');
    this.base = ((this.root.servers as { url: string }[])[0]?.url ?? '').replace(/\/$/, '');
    for (const [path, item] of Object.entries(this.root.paths as Json)) {
      const pattern = new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
      for (const method of METHODS) {
        if (!(item as Json)[method]) continue;
        this.operations.push({ at: ['paths', path, method], pattern, method: method.toUpperCase(), path });
      }
    }
    // A path without a variable goes before one with.
    this.operations.sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));
  }

  /** Every body that the contract gives as an example. */
  get examples(): { method: string; path: string; body: unknown }[] {
    return this.operations.flatMap((one) => {
      const body = (this.node(one.at) as { requestBody?: { content?: Record<string, { example?: unknown }> } }).requestBody;
      const example = body?.content?.['application/json']?.example;
      return example === undefined ? [] : [{ method: one.method, path: one.path, body: example }];
    });
  }

  /** Which operations take a JSON body. */
  get bodies(): string[] {
    const takes = (one: Operation): boolean => {
      const body = (this.node(one.at) as { requestBody?: { content?: Record<string, unknown> } }).requestBody;
      return body?.content?.['application/json'] !== undefined;
    };
    return this.operations.filter(takes).map((one) => `${one.method} ${one.path}`);
  }

  /** How many operations there are, for whoever counts which were seen. */
  get names(): string[] {
    return this.operations.map((one) => `${one.method} ${one.path}`);
  }

  /** Shape: the operation that was used, and every way in which it was not kept. */
  check(exchange: Exchange): { operation: string; violations: string[] } {
    const { pathname, searchParams } = new URL(exchange.url, 'http://any');
    if (!pathname.startsWith(`${this.base}/`)) return { operation: '', violations: [] };
    const path = pathname.slice(this.base.length);
    const found = this.operations.find((one) => one.method === exchange.method && one.pattern.test(path));
    const name = `${exchange.method} ${found ? found.path : path}`;
    // What there is none of is answered 404 or 405, and that is all that the contract says of it.
    if (!found) return { operation: '', violations: [404, 405].includes(exchange.status) ? [] : [`${name}: ${exchange.status}, but the contract has no such operation`] };
    const wrong = [...this.request(found, exchange, searchParams), ...this.answer(found, exchange)];
    return { operation: name, violations: wrong.map((words) => `${name} ${exchange.status}: ${words}`) };
  }

  // A request is held to the contract when it was taken: what the server refuses may be as wrong as it likes.
  private request(operation: Operation, exchange: Exchange, query: URLSearchParams): string[] {
    if (exchange.status >= 400) return [];
    const wrong: string[] = [];
    const node = this.node(operation.at) as Json;
    const parameters = [...((this.node(operation.at.slice(0, 2)) as Json).parameters as unknown[] ?? []), ...(node.parameters as unknown[] ?? [])]
      .map((one) => this.resolve(one as Json));
    for (const name of new Set(query.keys())) {
      if (!parameters.some((one) => one.in === 'query' && one.name === name)) wrong.push(`the query ${name} is not in the contract`);
    }
    for (const one of parameters) {
      if (one.in === 'query' && one.required && !query.has(String(one.name))) wrong.push(`the query ${String(one.name)} is required`);
    }
    if (!exchange.request) return wrong;
    const body = node.requestBody ? this.resolve(node.requestBody as Json) : undefined;
    if (!body) return [...wrong, 'a body was sent, the contract has none'];
    return [...wrong, ...this.content(body.content as Json, this.where(operation.at.concat('requestBody')), exchange.request_type, exchange.request, 'request')];
  }

  private answer(operation: Operation, exchange: Exchange): string[] {
    const responses = (this.node(operation.at) as Json).responses as Json;
    const status = String(exchange.status);
    if (exchange.status === 304) return [];
    const key = status in responses ? status : 'default' in responses && exchange.status >= 400 ? 'default' : '';
    if (!key) return ['this status is not in the contract'];
    const at = operation.at.concat('responses', key);
    const response = this.resolve(this.node(at) as Json);
    const content = response.content as Json | undefined;
    if (!content) return exchange.answer ? [`an answer of ${exchange.answer.length} bytes, the contract has none`] : [];
    return this.content(content, this.where(at), exchange.type, exchange.answer, 'answer');
  }

  private content(content: Json, at: string[], given: string, text: string, what: string): string[] {
    const type = given.split(';')[0]?.trim().toLowerCase() ?? '';
    const key = Object.keys(content).find((one) => one === type || one === '*/*' || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))));
    if (!key) return [`the ${what} is ${type || 'of no type'}, the contract has ${Object.keys(content).join(', ')}`];
    if (!/json$/.test(key) || !(content[key] as Json).schema) return [];
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return [`the ${what} is no JSON: ${text.slice(0, WORDS)}`];
    }
    const schema = pointer(at.concat('content', key, 'schema'));
    let validate = this.compiled.get(schema);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: `openapi${schema}` });
      this.compiled.set(schema, validate);
    }
    if (!validate || validate(value)) return [];
    return (validate.errors ?? []).slice(0, 3).map((error) =>
      `${what}${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params).slice(0, WORDS)}`);
  }

  private node(at: string[]): unknown {
    return at.reduce<unknown>((value, part) => (value as Json)[part], this.root);
  }
  private resolve(value: Json): Json {
    return typeof value.$ref === 'string' ? (this.node(this.parts(value.$ref)) as Json) : value;
  }
  /** Where a node really stands: a reference leads elsewhere. */
  private where(at: string[]): string[] {
    const value = this.node(at) as Json;
    return typeof value.$ref === 'string' ? this.parts(value.$ref) : at;
  }
  private parts(reference: string): string[] {
    return reference.replace('#/', '').split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  }
}
