import type { Schemas } from '../../shared/api/client';

/** What a machine in order does and callers report as a fault. Source: a maker's list of normal behaviour. */
export interface NormalBehaviour {
  class: string;
  words: readonly string[];
  say: Schemas['LocalizedText'];
}

export const NORMAL: readonly NormalBehaviour[] = [
  {
    class: 'heater',
    words: ['嘶', '白气', '白烟', '冒气', '滴水', '化霜', '除霜', '结霜', '风扇不转', 'defrost', 'hiss', 'steam'],
    say: {
      zh: '化霜时外机风扇停转、嘶嘶响、冒白气、滴水都是正常的，一般十来分钟自己恢复。',
      en: 'While defrosting the fan stops and the outdoor unit hisses, steams and drips: that is normal and ends by itself in some ten minutes.',
    },
  },
  {
    class: 'heater',
    words: ['十几度', '不够热', '上不去', '温乎', '烧不热', '不到设定', 'lukewarm', 'set point'],
    say: {
      zh: '特别冷的天，水温到不了设定值可能是正常的；请关好门窗，过两小时还不升再打来。',
      en: 'In great cold the water may stay below the set point. Keep doors and windows closed and call again if it has not risen in two hours.',
    },
  },
  {
    class: 'heater',
    words: ['刚停', '不启动', '起不来', '没反应', '重新开', '刚开', 'restart', 'does not start'],
    say: {
      zh: '停机后压缩机要等3分钟左右才再启动，是保护，不是故障。',
      en: 'After a stop the compressor waits some 3 minutes before it starts again: a safeguard, not a fault.',
    },
  },
];

/** The normal behaviour that the caller's words may be about. */
export function normalFor(facility_class: string | null | undefined, words: string): NormalBehaviour[] {
  const said = words.toLowerCase();
  return NORMAL.filter((one) => one.class === facility_class && one.words.some((word) => said.includes(word)));
}

const POISON = '一氧化碳';

/** Whether the warning of carbon monoxide must be said besides the advice: on every call about heating that has none in it. */
export function needsCarbonWarning(facility_class: string | null | undefined, kind: Schemas['FaultKind'] | undefined): boolean {
  return (kind?.class ?? facility_class) === 'heater' && !kind?.advice.zh.includes(POISON);
}
