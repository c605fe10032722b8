import type { Schemas } from '../../shared/api/client';

export type Account = Schemas['Account'];
export const ROLES: Schemas['Role'][] = [
  'operator', 'dispatcher', 'crew_member', 'crew_lead', 'checker', 'supervisor', 'auditor', 'village_reporter', 'town_leader', 'admin',
];

export interface AccountForm {
  username: string;
  display_name: string;
  role: Schemas['Role'];
  crew_id: string;
  villages: string[];
  classes: string[];
  /** Of a district's account: the towns it sees; none: every one. */
  towns: string[];
  disabled: boolean;
  /** Who they are at the identity provider; empty: signs in with a password only. */
  identity_subject: string;
}

export const emptyForm = (): AccountForm => ({
  username: '', display_name: '', role: 'operator', crew_id: '', villages: [], classes: [], towns: [], disabled: false, identity_subject: '',
});

export function formOf(account: Account): AccountForm {
  const { username, display_name, role, villages, classes, towns, disabled } = account;
  return { username, display_name, role, crew_id: account.crew_id ?? '', villages: [...villages], classes: [...classes], towns: [...towns], disabled, identity_subject: account.identity?.subject ?? '' };
}

export const isOfCrew = (role: Schemas['Role']): boolean => role === 'crew_member' || role === 'crew_lead';

/** What is sent; a crew only for who belongs to one. A new identity is one of the provider that is set up. */
function shared_part(
  form: AccountForm,
  issuer: string,
): Pick<Schemas['AccountChange'], 'display_name' | 'role' | 'villages' | 'classes' | 'towns' | 'crew_id' | 'identity'> {
  const subject = form.identity_subject.trim();
  return {
    display_name: form.display_name.trim(),
    role: form.role,
    villages: form.villages,
    classes: form.classes,
    towns: form.towns,
    ...(isOfCrew(form.role) && form.crew_id ? { crew_id: form.crew_id } : {}),
    ...(subject && issuer ? { identity: { issuer, subject } } : {}),
  };
}
export const newAccountOf = (form: AccountForm, issuer = ''): Schemas['NewAccount'] => ({
  username: form.username.trim(),
  ...shared_part(form, issuer),
});
export function changeOf(form: AccountForm, account: Account, issuer = ''): Schemas['AccountChange'] {
  const kept = account.identity?.subject === form.identity_subject.trim();
  return { ...shared_part(form, kept ? (account.identity?.issuer ?? '') : issuer), disabled: form.disabled };
}
