import { parseYaml } from '@redocly/openapi-core';
import { flushPromises, mount } from '@vue/test-utils';
import { readFileSync } from 'node:fs';
import { resolve as path } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLocale } from '../shared/i18n';
import App from './App.vue';
import { curlOf, fieldsOf, find, groupsOf, type Document, type Operation } from './contract';
import { en, zh } from './i18n';

const document = parseYaml(readFileSync(path(import.meta.dirname, '../../server/api/openapi.yaml'), 'utf8')) as Document;
const groups = groupsOf(document);
const all = groups.flatMap((group) => group.operations);
const of = (name: string): Operation => all.find((one) => one.operationId === name)!;
const found = (words: string): string[] => find(groups, words).flatMap((group) => group.operations.map((one) => one.operationId));
const bodyOf = (name: string): ReturnType<typeof fieldsOf> => fieldsOf(document, Object.values(of(name).requestBody!.content)[0]!.schema!);

describe('the contract', () => {
  it('says in both languages what each operation and each group is for', () => {
    const chinese = /[一-鿿]/;
    expect(all.length).toBeGreaterThan(190);
    expect(all.filter((one) => !chinese.test(one['x-summary-zh'] ?? '')).map((one) => one.operationId)).toEqual([]);
    expect(document.tags.filter((tag) => !chinese.test(tag['x-description-zh'] ?? '')).map((tag) => tag.name)).toEqual([]);
  });
  it('has every operation in a group', () => {
    const written = Object.values(document.paths).flatMap((item) => Object.values(item).map((one) => one.operationId));
    expect(all.map((one) => one.operationId).sort()).toEqual(written.sort());
  });
});

describe('what stands on the page', () => {
  it('says everything in both languages', () => expect(Object.keys(en)).toEqual(Object.keys(zh)));

  it.each([
    ['挂账', ['listShelf', 'askRequest']],
    ['triage', ['triageReport', 'takeCityOrder']],
    ['POST imports', ['createImport', 'importCityOrders', 'cancelImport']],
    ['/calendar/', ['getCalendar']],
    ['  DELETE   session ', ['deleteSession', 'deleteOtherSessions', 'deleteOwnSession']],
  ])('is found by %s', (words, names) => expect(found(words)).toEqual(expect.arrayContaining(names)));
  it('is not found by what is nowhere', () => expect(found('zeppelin')).toEqual([]));

  it('names the fields of a body by their place', () => {
    const fields = bodyOf('createReport');
    expect(fields.find((one) => one.path === 'fault_kind')).toMatchObject({ type: 'string', required: false });
    expect(fields.map((one) => one.path)).toEqual(expect.arrayContaining(['channel', 'reporter', 'reporter.phone', 'position.latitude']));
    expect(fields.find((one) => one.path === 'position.latitude')).toMatchObject({ required: true, limits: '≥ -90; ≤ 90' });
    expect(fields.find((one) => one.path === 'channel')?.limits).toContain('hotline');
  });
  it('knows every body and every answer of the contract', () => {
    for (const one of all) {
      const parts = [one.requestBody?.content, ...Object.values(one.responses).map((answer) => answer.content)];
      for (const content of parts) for (const { schema } of Object.values(content ?? {})) if (schema) for (const field of fieldsOf(document, schema)) expect(`${field.path}:${field.type}`, one.operationId).not.toMatch(/undefined|\[object/);
    }
  });
  it('asks by a line that may be pasted', () => {
    expect(curlOf(document, of('createReport'), 'https://town.example')).toMatch(/^curl -X POST 'https:\/\/town\.example\/api\/v1\/reports' \\\n {2}-H "Authorization: Bearer \$TOKEN" \\\n {2}-H "Idempotency-Key: \$\(uuidgen\)" \\\n {2}-H 'Content-Type: application\/json' \\\n {2}-d '\{/);
    expect(curlOf(document, of('getPublicCatalog'), 'https://town.example')).toBe("curl -X GET 'https://town.example/api/v1/public/catalog'");
    expect(curlOf(document, of('createImport'), '')).toContain('?register=…');
    // An apostrophe in an example does not end the text of the shell.
    const quoted = { ...of('createReport'), requestBody: { content: { 'application/json': { example: { a: "it's" } } } } } as unknown as Operation;
    expect(curlOf(document, quoted, '')).toContain(`-d '{"a":"it'\\''s"}'`);
  });
});

describe('the page', () => {
  let answer: () => Promise<Response>;
  beforeEach(() => {
    answer = () => Promise.resolve(new Response(JSON.stringify(document)));
    vi.stubGlobal('fetch', () => answer());
    location.hash = '';
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    setLocale('zh');
  });

  it('opens on the overview, searches, and shows what its address names', async () => {
    const page = mount(App, { attachTo: window.document.body });
    await flushPromises();
    expect(page.get('[role=status]').text()).toBe(`${all.length} 个接口`);
    expect(page.get('[data-test=overview]').text()).toContain('Idempotency-Key');
    await page.get('[name=search]').setValue('zeppelin');
    expect(page.get('[role=status]').text()).toContain('换个词');
    await page.get('[name=search]').setValue('导入');
    expect(page.findAll('.operations a').map((one) => one.attributes('href'))).toContain('#createImport');
    location.hash = '#createImport';
    window.dispatchEvent(new Event('hashchange'));
    await flushPromises();
    expect(page.get('[data-test=operation] h2').text()).toContain('导入登记');
    expect(page.get('[data-test=operation]').text()).toContain('/api/v1/imports');
    setLocale('en');
    await flushPromises();
    expect(page.get('[data-test=operation] h2').text()).toContain('Take a file into a register');
    page.unmount();
  });

  it('says so when there is nothing to read', async () => {
    answer = () => Promise.resolve(new Response('', { status: 503 }));
    const page = mount(App);
    await flushPromises();
    expect(page.get('[role=alert]').text()).toContain('openapi.yaml');
    page.unmount();
  });
});
