import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { h } from 'vue';
import Combobox from './Combobox.vue';

const items = [
  { code: '243', name: '兴各庄' },
  { code: '245', name: '大豆各庄' },
  { code: '247', name: '小豆各庄' },
];

function field(query = '') {
  const chosen: string[] = [];
  const wrapper = mount(Combobox<(typeof items)[number]>, {
    props: {
      label: '村',
      items,
      itemKey: (item: (typeof items)[number]) => item.code,
      modelValue: query,
      'onUpdate:modelValue': (words: string) => void wrapper.setProps({ modelValue: words }),
      onChoose: (item: (typeof items)[number]) => void chosen.push(item.code),
    },
    slots: { option: ({ item }: { item: (typeof items)[number] }) => h('span', item.name) },
    attachTo: document.body,
  });
  return { wrapper, chosen, input: wrapper.get('input') };
}

describe('Combobox', () => {
  it('is chosen from with the arrows and Enter', async () => {
    const { wrapper, chosen, input } = field();
    await input.setValue('豆');
    expect(input.attributes('aria-expanded')).toBe('true');
    await input.trigger('keydown', { key: 'ArrowDown' });
    expect(wrapper.findAll('[role=option]').map((option) => option.attributes('aria-selected'))).toEqual(['false', 'true', 'false']);
    expect(input.attributes('aria-activedescendant')).toBe(wrapper.findAll('[role=option]')[1]?.attributes('id'));
    await input.trigger('keydown', { key: 'Enter' });
    expect(chosen).toEqual(['245']);
    expect(input.attributes('aria-expanded')).toBe('false');
  });

  it('goes round at the ends', async () => {
    const { chosen, input } = field();
    await input.setValue('庄');
    await input.trigger('keydown', { key: 'ArrowUp' });
    await input.trigger('keydown', { key: 'Enter' });
    expect(chosen).toEqual(['247']);
  });

  it('takes the first with Tab after typing, but nothing when merely passed through', async () => {
    const { chosen, input } = field();
    await input.trigger('focus');
    await input.trigger('keydown', { key: 'Tab' });
    expect(chosen).toEqual([]);
    await input.setValue('xgz');
    await input.trigger('keydown', { key: 'Tab' });
    expect(chosen).toEqual(['243']);
  });

  it('closes with Escape and lets no one else hear it; a second Escape is not its own', async () => {
    const { wrapper, chosen, input } = field();
    const heard: string[] = [];
    const listen = (event: KeyboardEvent): void => void heard.push(event.key);
    window.addEventListener('keydown', listen);
    await input.setValue('x');
    await input.trigger('keydown', { key: 'Escape' });
    expect(input.attributes('aria-expanded')).toBe('false');
    expect(heard).toEqual([]);
    await input.trigger('keydown', { key: 'Escape' });
    expect(heard).toEqual(['Escape']);
    expect(chosen).toEqual([]);
    window.removeEventListener('keydown', listen);
    wrapper.unmount();
  });

  it('leaves the keys to an input method that is still composing', async () => {
    const { chosen, input } = field();
    await input.setValue('x');
    await input.trigger('keydown', { key: 'Enter', isComposing: true });
    expect(chosen).toEqual([]);
  });
});
