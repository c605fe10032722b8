import type { LocalizedText } from '@shared/i18n';

interface Chips {
  causes: LocalizedText[];
  actions: LocalizedText[];
}
const both = (zh: string, en: string): LocalizedText => ({ zh, en });

// What crews most often write, by the skill a fault kind needs; a new class starts with the general ones.
const GENERAL: Chips = {
  causes: [both('自然老化', 'Worn out'), both('人为损坏', 'Damaged by someone'), both('天气原因', 'Weather'), both('使用不当', 'Wrong use')],
  actions: [both('更换配件', 'Replaced a part'), both('紧固调整', 'Tightened and adjusted'), both('清理', 'Cleaned'), both('试用正常', 'Tried out, works')],
};
const BY_CLASS: Record<string, Chips> = {
  heater: {
    causes: [
      both('循环泵损坏', 'Circulation pump failed'),
      both('缺水缺压', 'Low water pressure'),
      both('管路堵塞', 'Pipe blocked'),
      both('主板故障', 'Control board failed'),
      both('电源故障', 'Power supply fault'),
      both('管路冻裂', 'Pipe burst by frost'),
      both('设置不当', 'Wrong settings'),
    ],
    actions: [
      both('更换循环泵', 'Replaced the pump'),
      both('补水排气', 'Refilled and vented'),
      both('清洗过滤器', 'Cleaned the filter'),
      both('更换主板', 'Replaced the board'),
      both('接上备用机', 'Connected a spare unit'),
      both('教会使用', 'Showed how to use it'),
      both('试机正常', 'Test run is good'),
    ],
  },
  streetlight: {
    causes: [
      both('光源损坏', 'Lamp failed'),
      both('驱动电源损坏', 'Driver failed'),
      both('线路断开', 'Broken wire'),
      both('空开跳闸', 'Breaker tripped'),
      both('灯杆被撞', 'Pole was hit'),
      both('电缆被挖断', 'Cable dug up'),
    ],
    actions: [
      both('更换光源', 'Replaced the lamp'),
      both('更换驱动电源', 'Replaced the driver'),
      both('接线并绝缘', 'Rejoined and insulated'),
      both('合闸', 'Breaker switched on'),
      both('断电围挡', 'Switched off and fenced'),
      both('亮灯正常', 'Lit as it should be'),
    ],
  },
  toilet: {
    causes: [
      both('异物堵塞', 'Blocked by an object'),
      both('水箱配件坏', 'Cistern part failed'),
      both('管道冻裂', 'Pipe burst by frost'),
      both('停水', 'No water supply'),
      both('灯具损坏', 'Lamp failed'),
      both('锁具损坏', 'Lock failed'),
    ],
    actions: [
      both('疏通', 'Cleared the blockage'),
      both('更换配件', 'Replaced a part'),
      both('保温解冻', 'Thawed and insulated'),
      both('抽粪', 'Emptied the tank'),
      both('换锁', 'Changed the lock'),
      both('冲洗干净', 'Washed clean'),
    ],
  },
};

export const chipsOf = (facility_class: string): Chips => BY_CLASS[facility_class] ?? GENERAL;

/** Adds a chip's words to what is written, or takes them away again. */
export function toggleWords(written: string, words: string): string {
  const parts = splitWords(written);
  const rest = parts.filter((part) => part !== words);
  return (rest.length === parts.length ? [...parts, words] : rest).join('，');
}
export const hasWords = (written: string, words: string): boolean => splitWords(written).includes(words);
const splitWords = (written: string): string[] =>
  written.split('，').map((part) => part.trim()).filter((part) => part !== '');
