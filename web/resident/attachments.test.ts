import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schemas } from './api';
import type { Outcome } from './call';
import type * as Attachments from './attachments';

const attach = vi.hoisted(() => vi.fn());
vi.mock('./call', () => ({
  call: (path: string, init: { headers: Record<string, string>; body: ArrayBuffer }) =>
    attach(path.split('/')[2], init.headers['Idempotency-Key'], init.headers['Content-Type'], init.body),
}));
vi.mock('@shared/media/photo', () => ({ shrink: (file: Blob) => file.arrayBuffer() }));
vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }));

type Module = typeof Attachments;
const taken: Outcome<Schemas['PublicAttachment']> = { ok: { kind: 'photo', bytes: 1, at: '' } };
const photo = (words: string): File => new File([words], 'x.jpg', { type: 'image/jpeg' });

/** The page opened anew: what was in memory is gone. */
async function opened(): Promise<Module> {
  vi.resetModules();
  const module = await import('./attachments');
  await module.load();
  return module;
}

describe('what goes with a report beside its words', () => {
  beforeEach(async () => {
    attach.mockReset();
    attach.mockResolvedValue({ unreachable: true });
    const module = await opened();
    for (const one of [...module.attachments.items]) await module.remove(one.id);
    localStorage.clear();
  });

  it('waits on the phone, also over a reload, until the report has arrived', async () => {
    const first = await opened();
    expect(await first.addPhoto(photo('one'), null)).toBe(true);
    await first.addVoice({ bytes: new ArrayBuffer(4), type: 'audio/webm;codecs=opus' }, null);
    expect(attach).not.toHaveBeenCalled();
    expect(localStorage.getItem('lamplighter.resident.attachments')).toBe('true');

    const later = await opened();
    expect(later.attachments.items.map((one) => one.kind).sort()).toEqual(['photo', 'voice']);
    attach.mockResolvedValue(taken);
    await later.sendTo('token');
    expect(attach.mock.calls.map(([token, , type]) => [token, type]).sort()).toEqual([['token', 'audio/webm'], ['token', 'image/jpeg']]);
    expect(later.attachments.items).toEqual([]);
    expect(localStorage.getItem('lamplighter.resident.attachments')).toBeNull();
    expect((await opened()).attachments.items).toEqual([]);
  });

  it('is sent again under the same key when no answer came, and stays until then', async () => {
    const module = await opened();
    await module.addPhoto(photo('one'), null);
    attach.mockResolvedValueOnce({ unreachable: true });
    await module.sendTo('token');
    expect(module.attachments.items).toHaveLength(1);
    attach.mockResolvedValueOnce(taken);
    const later = await opened();
    await later.sendAll();
    expect(attach.mock.calls[0]![1]).toBe(attach.mock.calls[1]![1]);
    expect(later.attachments.items).toEqual([]);
  });

  it('what the town does not take is said, and the others go', async () => {
    const module = await opened();
    await module.addPhoto(photo('bad'), null);
    await module.addPhoto(photo('good'), null);
    attach.mockImplementation((_token: string, _key: string, _type: string, bytes: ArrayBuffer) =>
      Promise.resolve(bytes.byteLength === 3 ? { refused: { status: 422 } } : taken));
    await module.sendTo('token');
    expect(module.attachments.items.map((one) => one.refused)).toEqual([true]);
    await module.sendAll();
    expect(attach).toHaveBeenCalledTimes(2);
  });

  it('what is made for one report does not go with another', async () => {
    const module = await opened();
    attach.mockResolvedValue({ unreachable: true });
    await module.addPhoto(photo('one'), 'a');
    await module.addPhoto(photo('two'), null);
    await module.sendTo('b');
    expect(module.attachments.items.map((one) => one.token)).toEqual(['a', 'b']);
  });

  it('what was made for one label is not sent with a report from another', async () => {
    const module = await opened();
    const { openDraft } = await import('./draft');
    openDraft('LC-SL-1');
    await module.addPhoto(photo('lamp'), null);
    await module.addPhoto(photo('sent'), 'a');
    await module.keepDraftOf('LC-SL-1');
    expect(module.attachments.items).toHaveLength(2);
    await module.keepDraftOf('LC-WC-1');
    expect(module.attachments.items.map((one) => one.token)).toEqual(['a']);
    expect((await opened()).attachments.items).toHaveLength(1);
  });
});
