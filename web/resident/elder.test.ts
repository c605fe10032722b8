import { beforeEach, expect, it, vi } from 'vitest';
import { recall } from './memory';

const spoken: SpeechSynthesisUtterance[] = [];
const synthesis = { speaking: false, speak: vi.fn((words: SpeechSynthesisUtterance) => spoken.push(words)), cancel: vi.fn() };

beforeEach(() => {
  spoken.length = 0;
  synthesis.speaking = false;
  localStorage.clear();
  vi.stubGlobal('speechSynthesis', synthesis);
  vi.stubGlobal(
    'SpeechSynthesisUtterance',
    class {
      lang = '';
      rate = 1;
      constructor(readonly text: string) {}
    },
  );
});

it('reads what stands on the page, and stops when pressed again', async () => {
  document.body.innerHTML = '<main>我要报修</main>';
  const { speakAloud } = await import('./elder');
  speakAloud();
  expect(spoken.map((words) => [words.text, words.lang])).toEqual([['我要报修', 'zh-CN']]);
  synthesis.speaking = true;
  speakAloud();
  expect(synthesis.cancel).toHaveBeenCalled();
  expect(spoken).toHaveLength(1);
});

it('remembers that somebody wants large type', async () => {
  const { elder, setElder } = await import('./elder');
  setElder(true);
  expect(elder.value).toBe(true);
  expect(document.documentElement.classList.contains('elder')).toBe(true);
  expect(recall('elder')).toBe(true);
  setElder(false);
  expect(document.documentElement.classList.contains('elder')).toBe(false);
});
