/** What this page reads of OpenAPI: no more than openapi.yaml uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  [limit: string]: unknown;
}
export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}
type Content = Record<string, { schema?: Schema; example?: unknown }>;
interface Answer {
  $ref?: string;
  description: string;
  content?: Content;
  headers?: Record<string, { $ref?: string; description?: string }>;
}
interface Body {
  $ref?: string;
  description?: string;
  required?: boolean;
  content: Content;
}
interface Written {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  'x-summary-zh': string;
  deprecated?: boolean;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Answer>;
}
interface Tag {
  name: string;
  description: string;
  'x-description-zh': string;
}
export interface Document {
  info: { version: string };
  servers: { url: string }[];
  tags: Tag[];
  paths: Record<string, Record<string, Written>>;
  components: Record<string, Record<string, unknown>>;
}

export interface Operation extends Written {
  method: string;
  path: string;
}
export interface Group {
  tag: Tag;
  operations: Operation[];
}
/** One field of a body: where it stands in it, what it is, how far it may go. */
export interface Field {
  path: string;
  type: string;
  required: boolean;
  limits: string;
  about: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DEEPEST = 4;
const MOST_FIELDS = 150;
const CHANGES = ['POST', 'PUT', 'PATCH', 'DELETE'];

export function resolve<T extends { $ref?: string }>(document: Document, given: T): T {
  let found = given;
  for (let steps = 0; found.$ref && steps < 8; steps += 1) {
    const at = found.$ref.slice(2).split('/').map((part) => decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~'));
    found = at.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], document) as T;
  }
  return found;
}

export function groupsOf(document: Document): Group[] {
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ ...item[method]!, method: method.toUpperCase(), path: (document.servers[0]?.url ?? '') + path })),
  );
  return document.tags.map((tag) => ({ tag, operations: all.filter((one) => one.tags[0] === tag.name) }));
}

/** Every word must be in the name, the address or a summary, in either language. */
export function find(groups: Group[], words: string): Group[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one: Operation, tag: Tag): boolean => {
    const text = `${one.method} ${one.path} ${one.operationId} ${one.summary} ${one['x-summary-zh']} ${tag.name} ${tag.description} ${tag['x-description-zh']}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return groups.map(({ tag, operations }) => ({ tag, operations: operations.filter((one) => fits(one, tag)) })).filter((group) => group.operations.length > 0);
}

const nameOf = (schema: Schema): string => schema.$ref?.split('/').pop() ?? '';

/** Several schemas that hold together are one; of several that may be, the first that is not null speaks. */
function merged(document: Document, given: Schema): Schema {
  const schema = resolve(document, given);
  const choice = (schema.oneOf ?? schema.anyOf)?.find((one) => one.type !== 'null');
  if (choice && !schema.properties) return { ...merged(document, choice), description: schema.description ?? resolve(document, choice).description };
  if (!schema.allOf) return schema;
  const parts = schema.allOf.map((part) => merged(document, part));
  return parts.reduce((all, part) => ({ ...part, ...all, properties: { ...all.properties, ...part.properties }, required: [...(all.required ?? []), ...(part.required ?? [])] }), {
    ...schema,
    allOf: undefined,
  });
}

function typeOf(document: Document, given: Schema): string {
  const schema = merged(document, given);
  const choices = resolve(document, given).oneOf ?? resolve(document, given).anyOf;
  if (choices) return [...new Set(choices.map((one) => typeOf(document, one)))].join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? (schema.properties ? 'object' : schema.enum ? 'string' : 'any')];
  const words = types.map((type) => (type === 'array' ? `${typeOf(document, schema.items ?? {})}[]` : type === 'object' ? nameOf(given) || 'object' : type));
  return words.join(' | ') + (schema.format ? ` (${schema.format})` : '');
}

const LIMITS: Record<string, string> = { minimum: '≥ ', exclusiveMinimum: '> ', maximum: '≤ ', exclusiveMaximum: '< ', minLength: 'length ≥ ', maxLength: 'length ≤ ', minItems: 'items ≥ ', maxItems: 'items ≤ ', pattern: '', default: 'default ' };

export function limitsOf(document: Document, given: Schema): string {
  const schema = merged(document, given);
  const values = schema.enum ? [schema.enum.map((one) => (one === null ? 'null' : String(one))).join(' · ')] : [];
  return [...values, ...Object.entries(LIMITS).filter(([name]) => schema[name] !== undefined).map(([name, words]) => words + String(schema[name]))].join('; ');
}

/** The fields of a body, each by its place in it, as deep as people read. */
export function fieldsOf(document: Document, given: Schema): Field[] {
  const fields: Field[] = [];
  const walk = (schema: Schema, path: string, depth: number, seen: string[]): void => {
    const whole = merged(document, schema);
    const name = nameOf(schema);
    if (depth > DEEPEST || (name && seen.includes(name))) return;
    const within = name ? [...seen, name] : seen;
    if (whole.items) return walk(whole.items, `${path}[]`, depth, within);
    for (const [key, each] of Object.entries(whole.properties ?? {})) {
      if (fields.length >= MOST_FIELDS) return;
      const at = path ? `${path}.${key}` : key;
      const plain = merged(document, each);
      fields.push({ path: at, type: typeOf(document, each), required: whole.required?.includes(key) ?? false, limits: limitsOf(document, each), about: plain.description ?? '' });
      walk(each, at, depth + 1, within);
    }
    if (typeof whole.additionalProperties === 'object') walk(whole.additionalProperties, path ? `${path}.*` : '*', depth + 1, within);
  };
  walk(given, '', 1, []);
  return fields;
}

export const isPublic = (one: Operation): boolean => one.security?.length === 0;
export const schemaType = typeOf;

/** The line that asks for it. */
export function curlOf(document: Document, one: Operation, origin: string): string {
  const needed = (one.parameters ?? []).map((given) => resolve(document, given)).filter((each) => each.in === 'query' && each.required);
  const query = needed.map((each) => `${each.name}=…`).join('&');
  const lines = [`curl -X ${one.method} '${origin}${one.path}${query ? `?${query}` : ''}'`];
  if (!isPublic(one)) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  if (CHANGES.includes(one.method)) lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
  const [type, body] = Object.entries(one.requestBody ? resolve(document, one.requestBody).content : {})[0] ?? [];
  if (type && body) {
    lines.push(`-H 'Content-Type: ${type}'`);
    // A file is sent as it is; a shell would spoil its lines.
    lines.push(body.example === undefined || typeof body.example === 'string' ? '--data-binary @FILE' : `-d '${JSON.stringify(body.example).replace(/'/g, "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}
