import type { Schemas } from '../api/client';

type Policy = Schemas['Policy'];

/** The policy an order of this kind would be opened under, as the server chooses it. */
export function policyFor(
  kind: Schemas['FaultKind'],
  policies: readonly Policy[],
  modifiers: { danger: boolean; frail_person: boolean },
): Policy | undefined {
  const find = (code: string | undefined): Policy | undefined =>
    code ? policies.find((policy) => policy.code === code) : undefined;
  const own = find(kind.policy);
  if (modifiers.danger) return find(own?.danger_policy) ?? own;
  if (modifiers.frail_person) return find(own?.urgent_policy) ?? own;
  return own;
}

/** The promises of a policy in the order they fall due. */
export function promisesOf(policy: Policy): { target: Schemas['SlaTarget']; limit: Schemas['PolicyLimit'] }[] {
  const targets: Schemas['SlaTarget'][] = ['contact', 'accept', 'arrive', 'make_safe', 'resolve'];
  return targets.flatMap((target) => {
    const limit = policy.limits[target];
    return limit ? [{ target, limit }] : [];
  });
}
