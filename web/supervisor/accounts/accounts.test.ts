import { describe, expect, it } from 'vitest';
import { changeOf, emptyForm, formOf, newAccountOf, type Account } from './accounts';

const account: Account = {
  id: '7', username: 'wang', display_name: '王芳', role: 'crew_lead', crew_id: '3', demo: false, villages: ['110112119243'], classes: ['heater'], towns: ['north'],
  disabled: false, must_change_password: false, second_factor: false, created_at: '2026-01-01T00:00:00Z', password_changed_at: '2026-01-01T00:00:00Z',
  last_seen_at: null, identity: { issuer: 'https://id.example', subject: 'u1' },
};

describe('the form of an account', () => {
  it('gives back what it was filled with', () => {
    const { identity, crew_id, villages, classes, towns, display_name, role, disabled } = account;
    expect(changeOf(formOf(account), account)).toEqual({ identity, crew_id, villages, classes, towns, display_name, role, disabled });
  });

  it('sends a crew only for who belongs to one', () => {
    expect(changeOf({ ...formOf(account), role: 'operator' }, account)).not.toHaveProperty('crew_id');
    expect(newAccountOf({ ...emptyForm(), username: ' li ', crew_id: '3' })).toEqual({
      username: 'li', display_name: '', role: 'operator', villages: [], classes: [], towns: [],
    });
  });

  it('links and unlinks an identity', () => {
    const form = formOf(account);
    form.identity_subject = ' u2 ';
    expect(changeOf(form, account, 'https://new.example').identity).toEqual({ issuer: 'https://new.example', subject: 'u2' });
    form.identity_subject = '';
    expect(changeOf(form, account, 'https://new.example')).not.toHaveProperty('identity');
    expect(changeOf(formOf(account), account, 'https://new.example').identity).toEqual(account.identity);
    expect(newAccountOf({ ...emptyForm(), username: 'li', identity_subject: 'u3' }, 'https://new.example').identity?.subject).toBe('u3');
  });

  it('does not change the account it was made from', () => {
    const form = formOf(account);
    form.villages.push('x');
    expect(account.villages).toEqual(['110112119243']);
  });
});
