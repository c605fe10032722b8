import type { Schemas } from '../api/client';
import type { Failure } from './i18n';

/** Base64url without padding, as the server writes and reads bytes. */
export function toText(bytes: ArrayBuffer | null): string {
  const letters = Array.from(new Uint8Array(bytes ?? new ArrayBuffer(0)), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
}

/** What the browser or the person said instead of a passkey. */
export class NoPasskey extends Error {
  constructor(readonly failure: Failure) {
    super(failure);
  }
}

const FAILURES: Record<string, Failure> = {
  NotAllowedError: 'failed.cancelled',
  AbortError: 'failed.cancelled',
  InvalidStateError: 'failed.already',
  SecurityError: 'failed.address',
};

async function given(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await asked;
  } catch (reason) {
    throw new NoPasskey(FAILURES[reason instanceof DOMException ? reason.name : ''] ?? 'failed.browser');
  }
  if (!credential) throw new NoPasskey('failed.cancelled');
  return credential as PublicKeyCredential;
}

/** Lets the person choose a passkey of this server and show that it is theirs. */
export async function usePasskey(asked: Schemas['PasskeyChallenge']): Promise<Schemas['PasskeyAssertion']> {
  const credential = await given(navigator.credentials.get({
    publicKey: {
      challenge: toBytes(asked.challenge),
      rpId: asked.rp_id,
      userVerification: 'required',
      timeout: asked.seconds * 1000,
    },
  }));
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    credential_id: toText(credential.rawId),
    client_data: toText(response.clientDataJSON),
    authenticator_data: toText(response.authenticatorData),
    signature: toText(response.signature),
    user_handle: toText(response.userHandle),
  };
}

/** Makes a passkey that the device finds again by itself, and that asks for its owner each time. */
export async function makePasskey(asked: Schemas['PasskeyMaking']): Promise<Omit<Schemas['NewPasskey'], 'name'>> {
  const credential = await given(navigator.credentials.create({
    publicKey: {
      challenge: toBytes(asked.challenge),
      rp: { id: asked.rp_id, name: asked.rp_name },
      user: { id: toBytes(asked.user.id), name: asked.user.name, displayName: asked.user.display_name },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: 'public-key', alg })),
      excludeCredentials: asked.exclude.map((id) => ({ type: 'public-key', id: toBytes(id) })),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
      timeout: asked.seconds * 1000,
    },
  }));
  const response = credential.response as AuthenticatorAttestationResponse;
  // Without it the authenticator's words would have to be cut out of CBOR.
  if (typeof response.getAuthenticatorData !== 'function') throw new NoPasskey('failed.browser');
  return { client_data: toText(response.clientDataJSON), authenticator_data: toText(response.getAuthenticatorData()) };
}
