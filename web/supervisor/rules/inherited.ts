import { shallowRef, type ShallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../../shared/api/client';
import { t } from '../district/i18n';

type Kind = Schemas['RuleKind'];

export interface Inherited {
  rules: ShallowRef<Schemas['InheritedRules'] | null>;
  problem: ShallowRef<Problem | null>;
  read: () => Promise<void>;
  originOf: (kind: Kind, code: string) => 'inherited' | 'own' | undefined;
  originWords: (kind: Kind, code: string) => string;
}

/** Which rules are the district's; nothing at all in a town that is under none. */
export function useInherited(): Inherited {
  const rules = shallowRef<Schemas['InheritedRules'] | null>(null);
  const problem = shallowRef<Problem | null>(null);
  async function read(): Promise<void> {
    const answer = await ask(api.GET('/inherited-rules'));
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) rules.value = answer.data;
  }
  void read();
  function originOf(kind: Kind, code: string): 'inherited' | 'own' | undefined {
    if (!rules.value?.district) return undefined;
    return rules.value.items.find((one) => one.kind === kind && one.code === code)?.origin ?? 'own';
  }
  const originWords = (kind: Kind, code: string): string => t(originOf(kind, code) === 'inherited' ? 'own.district' : 'own.own');
  return { rules, problem, read, originOf, originWords };
}
