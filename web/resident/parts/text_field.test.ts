import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import TextField from './TextField.vue';

const field = (words = ''): ReturnType<typeof mount<typeof TextField>> => mount(TextField, { props: { modelValue: words }, attrs: { id: 'name', maxlength: '100' } });
const told = (wrapper: ReturnType<typeof field>): unknown[] => (wrapper.emitted('update:modelValue') ?? []).map(([words]) => words);

describe('a field to write in', () => {
  it('begins with what was there, as the element it is said to be', () => {
    const wrapper = field('张大爷');
    expect(wrapper.element).toBeInstanceOf(HTMLInputElement);
    expect((wrapper.element as HTMLInputElement).value).toBe('张大爷');
    expect(wrapper.attributes()).toMatchObject({ id: 'name', maxlength: '100' });
    const long = mount(TextField, { props: { modelValue: '一\n二', long: true } });
    expect(long.element).toBeInstanceOf(HTMLTextAreaElement);
    expect((long.element as HTMLTextAreaElement).value).toBe('一\n二');
  });

  it('tells what is typed, and what a browser fills in by itself', async () => {
    const wrapper = field();
    await wrapper.setValue('138');
    (wrapper.element as HTMLInputElement).value = '13800000000';
    await wrapper.trigger('change');
    expect(told(wrapper)).toEqual(['138', '13800000000']);
  });

  it('waits for a character while its letters are typed, and writes nothing over them', async () => {
    const wrapper = field();
    const element = wrapper.element as HTMLInputElement;
    element.value = 'lu';
    element.dispatchEvent(new InputEvent('input', { isComposing: true }));
    await wrapper.setProps({ maxlength: '200' } as object);
    expect(told(wrapper)).toEqual([]);
    expect(element.value).toBe('lu');
    element.value = '潞';
    element.dispatchEvent(new CompositionEvent('compositionend'));
    expect(told(wrapper)).toEqual(['潞']);
  });

  it('shows what is changed elsewhere, and takes the focus', async () => {
    const wrapper = mount(TextField, { props: { modelValue: '旧' }, attachTo: document.body });
    await wrapper.setProps({ modelValue: '' });
    await nextTick();
    expect((wrapper.element as HTMLInputElement).value).toBe('');
    (wrapper.vm as unknown as { focus: () => void }).focus();
    expect(document.activeElement).toBe(wrapper.element);
    wrapper.unmount();
  });
});
