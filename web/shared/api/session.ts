import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import { api, ask, authentication, keepCsrfToken, type Answer, type Schemas } from './client';

export type Account = Schemas['OwnAccount'];
/** unknown: not asked yet; unreachable: asked, but no answer came. */
export type SessionState = 'unknown' | 'signed_out' | 'signed_in' | 'unreachable';

const account: Ref<Account | null> = ref(null);
const state: Ref<SessionState> = ref('unknown');
const ended = ref(false);

watch(
  () => authentication.ended,
  (is_ended) => {
    if (!is_ended) return;
    ended.value = state.value === 'signed_in';
    state.value = 'signed_out';
    account.value = null;
  },
  { flush: 'sync' },
);

function take(who: Account): void {
  keepCsrfToken(who.csrf_token);
  authentication.ended = false;
  authentication.revoked = false;
  ended.value = false;
  account.value = who;
  state.value = 'signed_in';
}

async function restore(): Promise<void> {
  authentication.ended = false;
  const answer = await ask(api.GET('/me'));
  if (answer.ok) {
    take(answer.data);
  } else {
    state.value = answer.status === 401 ? 'signed_out' : 'unreachable';
  }
}

async function signIn(username: string, password: string, code = ''): Promise<Answer<Schemas['Session']>> {
  const answer = await ask(api.POST('/session', { body: { username, password, ...(code ? { code } : {}) } }));
  if (answer.ok) take(answer.data.account);
  return answer;
}

/** The second step after the identity provider, which asked for one factor only. */
async function giveIdentityCode(code: string): Promise<Answer<Schemas['Session']>> {
  const answer = await ask(api.POST('/identity/code', { body: { code } }));
  if (answer.ok) take(answer.data.account);
  return answer;
}

/** Every other session of the account ends; this one goes on under a new token. */
async function changePassword(current_password: string, new_password: string): Promise<Answer<Schemas['Session']>> {
  const answer = await ask(api.PUT('/me/password', { body: { current_password, new_password } }));
  if (answer.ok) take(answer.data.account);
  return answer;
}

async function signOut(): Promise<void> {
  await ask(api.DELETE('/session'));
  keepCsrfToken(null);
  account.value = null;
  ended.value = false;
  state.value = 'signed_out';
}

/** Who is signed in on this page; the cookie itself is never seen by it. */
export function useSession(): {
  account: Ref<Account | null>;
  state: Ref<SessionState>;
  /** Somebody was signed in and no longer is. */
  ended: ComputedRef<boolean>;
  restore: () => Promise<void>;
  signIn: typeof signIn;
  giveIdentityCode: typeof giveIdentityCode;
  changePassword: typeof changePassword;
  signOut: () => Promise<void>;
} {
  return { account, state, ended: computed(() => ended.value), restore, signIn, giveIdentityCode, changePassword, signOut };
}
