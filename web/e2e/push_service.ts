import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A push service with one browser behind it: keeps what comes and opens it as a browser does (RFC 8291). */
export class PushService {
  readonly got: string[] = [];
  /** What is answered; 410: there is no such browser any more. */
  answer = 201;
  private readonly key = createECDH('prime256v1');
  private readonly auth = randomBytes(16);
  private server: Server | undefined;
  private url = '';

  async start(): Promise<void> {
    this.key.generateKeys();
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (this.answer < 300) this.got.push(this.open(Buffer.concat(parts)));
        response.writeHead(this.answer).end();
      });
    });
    this.server = server;
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/browser`;
  }
  async stop(): Promise<void> {
    await new Promise((down) => (this.server ? this.server.close(down) : down(undefined)));
  }

  /** What a browser would give to whoever may send. */
  subscription(): { endpoint: string; p256dh: number[]; auth: number[] } {
    return { endpoint: this.url, p256dh: [...this.key.getPublicKey()], auth: [...this.auth] };
  }

  private open(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const sender = body.subarray(21, 21 + body[20]!);
    const sealed = body.subarray(21 + body[20]!);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.key.getPublicKey(), sender]);
    const secret = Buffer.from(hkdfSync('sha256', this.key.computeSecret(sender), this.auth, info, 32));
    const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
    const cipher = createDecipheriv('aes-128-gcm', key, nonce);
    cipher.setAuthTag(sealed.subarray(-16));
    const text = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    return text.subarray(0, text.lastIndexOf(2)).toString();
  }
}
