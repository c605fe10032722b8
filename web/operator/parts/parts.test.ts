import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import type { Schemas } from '../../shared/api/client';
import { register } from '../../shared/domain/register';
import DangerQuestions from './DangerQuestions.vue';
import KindPicker from './KindPicker.vue';
import { useDuplicates, worthAsking, type Likeness } from './use_duplicates';

const text = (zh: string): Schemas['LocalizedText'] => ({ zh, en: zh });
const kind = (code: string, of: string, name: string, wording: string[]): Schemas['FaultKind'] =>
  ({ code, class: of, name: text(name), wording, questions: [], refer_to: null }) as unknown as Schemas['FaultKind'];

describe('danger questions', () => {
  it('are answered with Y and N, one after the other', async () => {
    const questions = [text('麻手吗？'), text('冒烟吗？')];
    const wrapper = mount(DangerQuestions, {
      props: {
        questions,
        modelValue: {},
        'onUpdate:modelValue': (answers: Record<string, boolean>) => void wrapper.setProps({ modelValue: answers }),
      },
      attachTo: document.body,
    });
    await wrapper.findAll('input')[0]?.trigger('keydown', { key: 'n' });
    expect(wrapper.props('modelValue')).toEqual({ '麻手吗？': false });
    expect(document.activeElement).toBe(wrapper.findAll('fieldset')[1]?.find('input').element);
    await wrapper.findAll('fieldset')[1]?.find('input').trigger('keydown', { key: 'Y' });
    expect(wrapper.props('modelValue')).toEqual({ '麻手吗？': false, '冒烟吗？': true });
    await wrapper.findAll('fieldset')[0]?.find('input').trigger('keydown', { key: 'y', ctrlKey: true });
    expect(wrapper.props('modelValue')).toEqual({ '麻手吗？': false, '冒烟吗？': true });
    wrapper.unmount();
  });
});

describe('the fault kinds', () => {
  beforeEach(() => {
    register.kinds = [
      kind('WC-01', 'toilet', '便器堵塞', ['厕所堵了']),
      kind('SL-01', 'streetlight', '单灯不亮', ['路灯不亮']),
      kind('SL-03', 'streetlight', '闪烁', ['忽明忽暗']),
    ];
    register.classes = [];
  });
  afterEach(() => {
    register.kinds = [];
  });
  const shown = (wrapper: ReturnType<typeof mount>): string[] => wrapper.findAll('.code').map((code) => code.text());

  it('sort themselves by the words and keep to the class', async () => {
    const wrapper = mount(KindPicker, { props: { words: '', facilityClass: null, modelValue: null } });
    expect(shown(wrapper)).toEqual(['WC-01', 'SL-01', 'SL-03']);
    await wrapper.setProps({ words: '路灯忽明忽暗' });
    expect(shown(wrapper)[0]).toBe('SL-03');
    await wrapper.setProps({ facilityClass: 'toilet' });
    expect(shown(wrapper)).toEqual(['WC-01']);
  });

  it('are moved through from the description field', async () => {
    const wrapper = mount(KindPicker, {
      props: {
        words: '路灯不亮',
        facilityClass: null,
        modelValue: null as string | null,
        'onUpdate:modelValue': (code: string | null) => void wrapper.setProps({ modelValue: code }),
      },
    });
    const move = async (step: 1 | -1): Promise<string | null | undefined> => {
      (wrapper.vm as unknown as { move: (step: 1 | -1) => void }).move(step);
      await nextTick();
      return wrapper.props('modelValue');
    };
    expect(await move(1)).toBe('SL-01');
    expect(await move(1)).not.toBe('SL-01');
    expect(await move(-1)).toBe('SL-01');
    expect(await move(-1)).toBe('SL-01');
  });
});

describe('looking for duplicates', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('needs something to hold on to', () => {
    expect(worthAsking({ class: 'heater', fault_kind: 'HP-01' })).toBe(false);
    expect(worthAsking({ village: 'v' })).toBe(true);
    expect(worthAsking({ report: '7' })).toBe(true);
  });

  it('asks once the typing pauses, and forgets when there is nothing left', async () => {
    const fetched = vi.fn().mockImplementation(() =>
      Promise.resolve(new Response(JSON.stringify({ items: [{ score: 60 }] }), { headers: { 'Content-Type': 'application/json' } })),
    );
    vi.stubGlobal('fetch', fetched);
    const likeness = ref<Likeness>({});
    const scope = effectScope();
    const { candidates, state } = scope.run(() => useDuplicates(() => likeness.value))!;
    for (const phone of ['0', '010-5551', '010-5551-09', '010-5551-0920']) {
      likeness.value = { phone };
      await nextTick();
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect((fetched.mock.calls[0]?.[0] as Request).url).toContain('/duplicates?phone=010-5551-0920');
    expect(candidates.value).toHaveLength(1);
    likeness.value = {};
    await nextTick();
    expect([state.value, candidates.value.length]).toEqual(['idle', 0]);
    scope.stop();
  });
});
