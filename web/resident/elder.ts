import { locale } from '@shared/i18n';
import { ref } from 'vue';
import { recall, remember } from './memory';

/** Larger type, remembered on this phone. */
export const elder = ref(false);
export function setElder(on: boolean): void {
  elder.value = on;
  document.documentElement.classList.toggle('elder', on);
  remember('elder', on);
}
setElder(recall<boolean>('elder') === true);

export const canSpeak = 'speechSynthesis' in window;

/** Reads the page aloud; pressed again while it speaks, it stops. */
export function speakAloud(): void {
  const { speechSynthesis } = window;
  if (speechSynthesis.speaking) {
    speechSynthesis.cancel();
    return;
  }
  const words = new SpeechSynthesisUtterance(document.querySelector('main')?.innerText ?? '');
  words.lang = locale.value === 'zh' ? 'zh-CN' : 'en';
  words.rate = 0.9;
  speechSynthesis.speak(words);
}
