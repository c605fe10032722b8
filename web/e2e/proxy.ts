import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync, brotliDecompressSync, inflateSync } from 'node:zlib';
import { Contract } from '../contract/contract';

// What is longer, or never ends, is passed on and not looked at.
const LONGEST = 8 * 1024 * 1024;
let contract: Contract | undefined;

/** Stands before a program: passes everything on, and holds each exchange with the API to the contract. */
export class ContractProxy {
  readonly violations: string[] = [];
  readonly seen = new Map<string, number>();
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private behind = '';

  /** Shape: port 0 when nobody minds */
  async start(behind: string, port = 0): Promise<string> {
    contract ??= new Contract();
    this.behind = behind;
    const server = createServer((request, response) => this.pass(request, response));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server = server;
    await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** The door is shut at once, as when the program behind it dies. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const target = new URL(request.url ?? '/', this.behind);
    const sent: Buffer[] = [];
    const got: Buffer[] = [];
    const onward = ask({
      host: target.hostname, port: target.port, method: request.method, path: request.url,
      headers: request.headers, setHost: false,
    }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders as unknown as string[]);
      answer.on('data', (piece: Buffer) => got.push(piece));
      answer.on('end', () => this.look(request, Buffer.concat(sent), answer, Buffer.concat(got)));
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    onward.on('error', () => request.socket.destroy());
    response.on('close', () => onward.destroy());
    request.on('data', (piece: Buffer) => sent.push(piece));
    request.pipe(onward);
  }

  private look(request: IncomingMessage, sent: Buffer, answer: IncomingMessage, got: Buffer): void {
    if (!contract || sent.length > LONGEST || got.length > LONGEST) return;
    const { operation, violations } = contract.check({
      method: request.method ?? '',
      url: request.url ?? '/',
      request_type: request.headers['content-type'] ?? '',
      request: sent.toString('utf8'),
      status: answer.statusCode ?? 0,
      type: answer.headers['content-type'] ?? '',
      answer: unpacked(got, answer.headers['content-encoding'] ?? '').toString('utf8'),
    });
    if (operation) this.seen.set(operation, (this.seen.get(operation) ?? 0) + 1);
    this.violations.push(...violations);
  }
}

function unpacked(bytes: Buffer, encoding: string): Buffer {
  if (bytes.length === 0) return bytes;
  if (encoding === 'gzip') return gunzipSync(bytes);
  if (encoding === 'br') return brotliDecompressSync(bytes);
  return encoding === 'deflate' ? inflateSync(bytes) : bytes;
}
