import { wordsOf } from '../part_words';

const zh = {
  title: '有进展告诉我',
  on: '有进展时会通知您留下的号码。',
  off: '现在不会发通知。',
  phone: '手机号',
  start: '请通知我',
  stop: '不再通知',
  wrong: '请填一个能收短信的号码。',
  known: '这件报修已留了别的号码，不能换。',
  failed: '没有改成，请过一会儿再试。',
  village: '看村里还有什么在修',
};
const en: Record<keyof typeof zh, string> = {
  title: 'Tell me how it goes on',
  on: 'The number you left is told how it goes on.',
  off: 'No messages are sent now.',
  phone: 'Mobile number',
  start: 'Tell me',
  stop: 'Stop the messages',
  wrong: 'Give a number that takes messages.',
  known: 'Another number was left with this report; it cannot be replaced.',
  failed: 'Not changed; try again in a while.',
  village: 'What else is being repaired in the village',
};
export const words = { zh, en };
export const t = wordsOf(zh, en);
