import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export const CLIENT = 'lamplighter';
export const SECRET = 'a secret that only these two know';

/** What the test changes of an ID token before it is signed anew with the provider's own key. */
export type Forge = (claims: Record<string, unknown>) => void;

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A foreign identity provider on loopback: the one that others run in production, with any name and password. */
export class IdentityProvider {
  issuer = '';
  /** Applied to each ID token that goes out; the signature is made anew and right. */
  forge: Forge | undefined;
  /** What the person did to prove who they are. */
  methods: string[] = ['pwd'];
  private readonly key: KeyObject;
  private readonly jwk: Record<string, unknown>;
  private server: Server | undefined;

  constructor() {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.key = privateKey;
    const jwk = privateKey.export({ format: 'jwk' });
    this.jwk = { ...jwk, use: 'sig', alg: 'RS256', kid: createHash('sha256').update(String(jwk.n)).digest('hex').slice(0, 16) };
  }

  /** First the port, because whoever trusts it must know its name before it knows theirs. */
  async listen(): Promise<void> {
    this.server = createServer((_, response) => response.writeHead(503).end());
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', () => done()));
    this.issuer = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  serve(program: string): void {
    const provider = new Provider(this.issuer, {
      clients: [{
        client_id: CLIENT,
        client_secret: SECRET,
        redirect_uris: [`${program}/api/v1/identity/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      }],
      jwks: { keys: [this.jwk] } as Configuration['jwks'],
      cookies: { keys: ['only for this test'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: true } },
    });
    provider.use(async (context, next) => {
      await next();
      const body = context.body as { id_token?: string } | undefined;
      if (context.path !== '/token' || !body?.id_token) return;
      body.id_token = this.sign(body.id_token);
    });
    const answer = provider.callback();
    this.server?.removeAllListeners('request');
    this.server?.on('request', (request, response) => void answer(request, response));
  }

  /** Answers everybody that it cannot. */
  away(): void {
    this.server?.removeAllListeners('request');
    this.server?.on('request', (_, response) => response.writeHead(503).end());
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise<void>((done) => this.server?.close(() => done()) ?? done());
  }

  // The claims are the provider's; what the test wants otherwise is signed with the key that signs all others.
  private sign(token: string): string {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    claims.amr = this.methods;
    this.forge?.(claims);
    const content = `${base64url({ alg: 'RS256', kid: this.jwk.kid })}.${base64url(claims)}`;
    return `${content}.${createSign('RSA-SHA256').update(content).sign(this.key).toString('base64url')}`;
  }
}
