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
  disabled: boolean;
}

export const emptyForm = (): AccountForm => ({
  username: '', display_name: '', role: 'operator', crew_id: '', villages: [], classes: [], disabled: false,
});

export function formOf(account: Account): AccountForm {
  const { username, display_name, role, villages, classes, disabled } = account;
  return { username, display_name, role, crew_id: account.crew_id ?? '', villages: [...villages], classes: [...classes], disabled };
}

export const isOfCrew = (role: Schemas['Role']): boolean => role === 'crew_member' || role === 'crew_lead';

/** What is sent; a crew only for who belongs to one. */
function shared_part(form: AccountForm): Pick<Schemas['AccountChange'], 'display_name' | 'role' | 'villages' | 'classes' | 'crew_id'> {
  return {
    display_name: form.display_name.trim(),
    role: form.role,
    villages: form.villages,
    classes: form.classes,
    ...(isOfCrew(form.role) && form.crew_id ? { crew_id: form.crew_id } : {}),
  };
}
export const newAccountOf = (form: AccountForm): Schemas['NewAccount'] => ({ username: form.username.trim(), ...shared_part(form) });
export const changeOf = (form: AccountForm, account: Account): Schemas['AccountChange'] => ({
  ...shared_part(form),
  disabled: form.disabled,
  ...(account.identity ? { identity: account.identity } : {}),
});
