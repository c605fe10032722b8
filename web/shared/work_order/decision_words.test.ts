import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { costWords, delayWords, headline, moveWords, optionWords, promiseWords, relaxationWords, ruleWords } from './decision_words';

const crewName = (id: string): string => (id === '3' ? '取暖一组' : '取暖二组');
const option = (more: Partial<Schemas['DecisionOption']> = {}): Schemas['DecisionOption'] => ({
  crew_id: '3',
  arrival: '2020-01-10T03:00:00Z',
  finish: '2020-01-10T04:00:00Z',
  cost: { danger: 0, late: 0, effort: 600, stability: 0, total: 600 },
  missed: 0,
  late_seconds: 0,
  delays: [],
  ...more,
});

describe('why a crew was sent', () => {
  it.each([
    [{ rule: 'automatic', crew_id: '3' }, '系统按规则派给 取暖一组'],
    [{ rule: 'planned', crew_id: '3' }, '按发布的方案派给 取暖一组'],
    [{ rule: 'manual', crew_id: '4', by: '小陈' }, '小陈 派给 取暖二组'],
    [{ rule: 'automatic', crew_id: null, postponed_to: null }, '没有合适的班组，等待人工派单'],
    [{ rule: 'automatic', crew_id: null, postponed_to: '2020-01-10T03:00:00Z' }, '现在不派：等到 2020年1月10日 11:00 代价更小'],
  ])('%o', (decision, words) => {
    expect(headline(decision as Schemas['AssignmentDecision'], crewName, 'zh')).toBe(words);
  });

  it('is told by its costs and promises', () => {
    expect(costWords(option(), 'zh')).toEqual(['路程、加班和等待，折合行车 10 分钟']);
    expect(costWords(option({ cost: { danger: 3600, late: 0, effort: 5, stability: 120, total: 3725 } }), 'en')).toEqual([
      'danger orders late, as bad as 1 h of driving',
      'what was announced changes, as bad as 2 min of driving',
    ]);
    expect(costWords(option({ cost: { danger: 0, late: 0, effort: 0, stability: 0, total: 0 } }), 'zh')).toHaveLength(1);
    expect(promiseWords(option({ missed: 2, late_seconds: 1500 }), 'zh')).toBe('会误 2 项时限，最多晚 25 分钟');
  });

  it('says what another crew would do to the others', () => {
    const delays = [
      { work_order_id: '7', number: 'LC-7', later_seconds: 720, missed: 0 },
      { work_order_id: '8', number: null, later_seconds: 3600, missed: 1 },
    ];
    expect(delayWords(option({ delays }), 'zh')).toBe('推迟 2 单：LC-7 晚 12 分钟，#8 晚 1 小时并超时');
    const other = option({ cost: { danger: 0, late: 0, effort: 2400, stability: 0, total: 2400 } });
    expect(optionWords(other, option(), 'zh')).toBe('2020年1月10日 11:00 到场；不耽误别的工单；比选中的多花 30 分钟行车');
  });

  it('says what would have to be granted', () => {
    const relaxation = { rule: 'shift', crew_id: '4', amount_seconds: 720, arrival: '2020-01-10T03:00:00Z', in_time: true } as const;
    expect(relaxationWords(relaxation, crewName, 'zh')).toBe('若取暖二组加班 12 分钟，2020年1月10日 11:00 可到场，时限赶得上');
    expect(relaxationWords({ ...relaxation, rule: null, in_time: false }, crewName, 'zh')).toContain('时限放宽 12 分钟');
    expect(relaxationWords({ ...relaxation, rule: 'skill' }, crewName, 'en')).toContain('lacks the skill');
  });

  it('names orders that gave way and rules that were broken', () => {
    const move = { work_order_id: '7', number: 'LC-7', from_crew_id: '3', from_arrival: null, to_crew_id: '4', to_arrival: null };
    expect(moveWords(move, crewName, 'zh')).toBe('LC-7：取暖一组 → 取暖二组');
    expect(moveWords({ ...move, to_crew_id: null }, crewName, 'zh')).toBe('LC-7：取暖一组 → 留待以后');
    expect(ruleWords(['skill', 'pin_late'], 'zh')).toBe('没有这项技能，指定的时间会误了时限');
  });
});
