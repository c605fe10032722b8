// A client of Open311 that nobody here wrote (npm `open311`) against the built program, in JSON and in XML. It asks for its
// XML parser at an address that no registry has; the foreign parser fast-xml-parser stands in for it (package.json,
// `overrides`) and is told the Spark convention here. Addresses, parameters, forms and what follows from the answers are its own.
import { createRequire } from 'node:module';
import { XMLParser } from 'fast-xml-parser';
import { expect, test as base } from './people';
import { Program } from './program';
import { Town } from './town';

type Rows = Record<string, unknown>[];
type Heard<T> = (error: unknown, answer: T) => void;
interface Client {
  endpoint: string;
  format: string;
  serviceDiscovery(options: object, heard: Heard<{ endpoints: Rows }>): void;
  serviceList(heard: Heard<Rows>): void;
  serviceDefinition(code: string, heard: Heard<{ service_code: string; attributes: Rows }>): void;
  submitRequest(data: object, heard: Heard<Rows>): void;
  token(token: string, heard: Heard<Rows>): void;
  serviceRequests(id: string | string[], parameters: object, heard: Heard<Rows>): void;
  serviceRequests(parameters: object, heard: Heard<Rows>): void;
}

const require = createRequire(import.meta.url);
const LISTS = new Set(['services', 'attributes', 'values', 'service_requests', 'endpoints', 'formats', 'errors']);

/** The Spark convention: a list is its bare elements, an empty element is null. */
function spark(value: unknown, name: string): unknown {
  if (value === '') return LISTS.has(name) ? [] : null;
  if (typeof value !== 'object' || value === null) return value;
  if (LISTS.has(name)) return Object.values(value).flat().map((one) => spark(one, ''));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spark(one, key)]));
}
const parser = new XMLParser({ ignoreDeclaration: true, parseTagValue: false });
const root = (xml: string): [string, unknown] => Object.entries(parser.parse(xml) as object)[0] ?? ['', ''];
Object.assign(require('sparkxml') as object, { parseXml: (xml: string) => spark(root(xml)[1], root(xml)[0]) });
Object.assign(require('xml2json') as object, { toJson: (xml: string) => parser.parse(xml) as unknown });
const Open311 = require('open311') as new (options: object) => Client;

const heard = <T>(call: (heard: Heard<T>) => void): Promise<T> =>
  new Promise((done, failed) => call((error, answer) => (error ? failed(new Error(String(answer))) : done(answer))));

const test = base.extend<{ desk: Town; key: string; served: Program }>({
  served: async ({ browserName }, use) => {
    expect(browserName).toBe('chromium');
    const program = new Program({ LAMPLIGHTER_OPEN311_BATCH: 'SL-01', LAMPLIGHTER_OPEN311_BLACKBOX: 'SL-02' });
    await program.start();
    await use(program);
    await program.stop();
  },
  desk: async ({ served }, use) => use(new Town(served)),
  key: async ({ desk }, use) => {
    const made = await desk.post<{ token: string }>('/me/access-tokens',
      { password: 'lamplighter-demo', name: 'open311', scope: 'write', days: 30 });
    await use(made.token);
  },
});

for (const format of ['json', 'xml']) {
  test(`a foreign Open311 client goes the whole way in ${format}`, async ({ served, desk, key }) => {
    const client = new Open311({ discovery: `${served.url}/open311/discovery.${format}`, jurisdiction: 'lucheng', apiKey: key, format });
    const found = await heard<{ endpoints: Rows }>((on) => client.serviceDiscovery({ cache: true }, on));
    expect(found.endpoints).toHaveLength(2);
    expect(client.endpoint).toBe(`${served.url}/open311/v2/`);
    client.format = format; // it takes JSON wherever there is any

    const services = await heard<Rows>((on) => client.serviceList(on));
    expect(services.length).toBeGreaterThan(50);
    expect(services.find((one) => one.service_code === 'SL-01')).toMatchObject({ type: 'batch' });
    const definition = await heard<{ service_code: string; attributes: Rows }>((on) => client.serviceDefinition('SL-05', on));
    expect(definition.service_code).toBe('SL-05');
    expect(definition.attributes.map((one) => one.code)).toContain('facility_code');
    const answers = async (code: string): Promise<object> => {
      const { attributes } = await heard<{ attributes: Rows }>((on) => client.serviceDefinition(code, on));
      return Object.fromEntries(attributes.filter((one) => String(one.required) === 'true')
        .map((one) => [one.code, (one.values as Rows).at(-1)?.key]));
    };
    const submit = async (code: string, more: object): Promise<Rows> => {
      const data = { service_code: code, ...more, attributes: await answers(code) };
      return heard<Rows>((on) => client.submitRequest(data, on));
    };

    const place = { lat: 39.8627, long: 116.8142, description: `整排路灯不亮 <${format}> & “引号”` };
    const [taken] = await submit('SL-05', place);
    const id = String(taken?.service_request_id);
    expect(id).toMatch(/^\d+$/);
    const [again] = await submit('SL-05', place);
    expect(again?.service_request_id, 'the same, sent twice').toBe(id);
    const [one] = await heard<Rows>((on) => client.serviceRequests(id, {}, on));
    expect(one).toMatchObject({ service_request_id: id, status: 'open', service_code: 'SL-05', description: place.description });
    expect(one?.requested_datetime).toBeInstanceOf(Date);
    expect(Number.isNaN((one?.requested_datetime as Date).getTime())).toBe(false);
    expect(Number(one?.lat)).toBeCloseTo(39.8627, 4);

    const [batch] = await submit('SL-01', place);
    const token = String(batch?.token);
    expect(batch?.service_request_id ?? null).toBeNull();
    const [early] = await heard<Rows>((on) => client.token(token, on));
    expect(early?.token).toBe(token);
    expect(early?.service_request_id ?? null).toBeNull();
    const { items } = await desk.get<{ items: { id: string; fault_kind: string }[] }>('/reports?state=received');
    const waiting = items.find((report) => report.fault_kind === 'SL-01');
    await desk.put(`/reports/${waiting?.id}/triage`, { decision: 'open', fault_kind: 'SL-01', reason: '试验' });
    const [late] = await heard<Rows>((on) => client.token(token, on));
    expect(late).toMatchObject({ token, service_request_id: waiting?.id });

    const many = await heard<Rows>((on) => client.serviceRequests([id, String(waiting?.id)], {}, on));
    expect(many.map((row) => row.service_request_id).sort()).toEqual([id, String(waiting?.id)].sort());
    const open = await heard<Rows>((on) => client.serviceRequests({ status: 'open', service_code: 'SL-05,SL-01' }, on));
    expect(open.map((row) => row.service_request_id)).toEqual(expect.arrayContaining([id, waiting?.id]));
    expect(open.every((row) => row.status === 'open' && ['SL-05', 'SL-01'].includes(String(row.service_code)))).toBe(true);
    const closed = await heard<Rows>((on) => client.serviceRequests({ status: 'closed' }, on));
    expect(closed.map((row) => row.service_request_id)).not.toContain(id);
    const [blackbox] = await submit('SL-02', place);
    expect([blackbox?.service_request_id ?? null, blackbox?.token ?? null], 'neither id nor token').toEqual([null, null]);

    for (const [data, status] of [[{ service_code: 'NO-SUCH', ...place }, '404'], [{ service_code: 'SL-05', description: 'x' }, '400'],
      [{ service_code: 'SL-01', ...place }, '400']] as const) {
      await expect(heard<Rows>((on) => client.submitRequest(data, on))).rejects.toThrow(status);
    }
    const stranger = new Open311({ endpoint: client.endpoint, jurisdiction: 'lucheng', apiKey: 'lamp_no', format });
    await expect(heard<Rows>((on) => stranger.submitRequest({ service_code: 'SL-05', ...place }, on))).rejects.toThrow('403');
  });
}
