import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';

import type * as Module from './drafts';

async function fresh(): Promise<typeof Module> {
  vi.resetModules();
  return import('./drafts');
}
const stored = (): { phone: string }[] => JSON.parse(localStorage.getItem('lamplighter.operator.calls') ?? '[]') as { phone: string }[];

describe('calls at once', () => {
  beforeEach(() => localStorage.clear());

  it('an empty call serves first; the next opens beside it, and both are kept and come back', async () => {
    const { drafts } = await fresh();
    expect(drafts.tabs.value).toHaveLength(1);
    drafts.open({ phone: '13800000001' });
    expect(drafts.tabs.value).toHaveLength(1);
    drafts.open({ phone: '13800000002' });
    expect(drafts.tabs.value.map((tab) => tab.draft.phone)).toEqual(['13800000001', '13800000002']);
    expect(drafts.front.value).toBe(drafts.tabs.value[1]!.id);
    drafts.tabs.value[0]!.draft.description = '路';
    await nextTick();
    expect(stored()).toHaveLength(2);
    const again = await fresh();
    expect(again.drafts.tabs.value.map((tab) => [tab.draft.phone, tab.restored])).toEqual([
      ['13800000001', true],
      ['13800000002', true],
    ]);
  });

  it('what is stored on the server does not come back, and closing brings a neighbour to the front', async () => {
    const { drafts } = await fresh();
    drafts.open({ phone: '1' });
    drafts.open({ phone: '2' });
    drafts.open({ phone: '3' });
    const [one, two, three] = drafts.tabs.value.map((tab) => tab.id) as [number, number, number];
    drafts.show(two);
    drafts.markStored(two);
    await nextTick();
    expect(stored().map((draft) => draft.phone)).toEqual(['1', '3']);
    drafts.close(two);
    expect(drafts.front.value).toBe(three);
    drafts.close(three);
    expect(drafts.front.value).toBe(one);
    drafts.close(one);
    expect(drafts.tabs.value).toHaveLength(1);
    await nextTick();
    expect(stored()).toEqual([]);
  });

  it('has an end: no more calls at once than one can keep in mind', async () => {
    const { drafts, MOST_TABS } = await fresh();
    for (let call = 0; call < MOST_TABS; call += 1) expect(drafts.open({ phone: `${call + 1}` })).toBe(true);
    expect(drafts.open({ phone: 'one more' })).toBe(false);
    expect(drafts.tabs.value).toHaveLength(MOST_TABS);
    drafts.showNext();
    expect(drafts.front.value).toBe(drafts.tabs.value[0]!.id);
  });
});
