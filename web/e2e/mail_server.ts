import { createServer, type Server, type Socket } from 'node:net';
import { type AddressInfo } from 'node:net';

/** A mail server on this machine that takes every letter (RFC 5321, as much as a sender needs). */
export class MailServer {
  readonly letters: string[] = [];
  private server: Server | undefined;
  /** Senders keep their connections for the next letter. */
  private readonly open = new Set<Socket>();

  async start(): Promise<string> {
    const server = createServer((socket) => this.talk(socket));
    this.server = server;
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    const down = new Promise((closed) => (this.server ? this.server.close(closed) : closed(undefined)));
    this.open.forEach((socket) => socket.destroy());
    await down;
  }

  private talk(socket: Socket): void {
    let waiting = '';
    let letter: string[] | null = null;
    const say = (words: string): boolean => socket.write(`${words}\r\n`);
    const hear = (line: string): void => {
      if (letter) {
        if (line !== '.') return void letter.push(line);
        this.letters.push(letter.join('\n'));
        letter = null;
        return void say('250 taken');
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') letter = [];
      say(verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 good');
      if (verb === 'QUIT') socket.end();
    };
    this.open.add(socket);
    socket.on('close', () => this.open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      waiting += bytes.toString('latin1');
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        hear(line);
      }
    });
    say('220 mail');
  }
}

/** The parts of a letter by their type, decoded. */
export function partsOf(letter: string): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  for (const [, type, body] of letter.matchAll(/Content-Type: ([\w/.+-]+)[^\n]*\n(?:[^\n]+\n)*?\n([A-Za-z0-9+/=\n]+)(?=\n--)/g))
    parts.set(type!, Buffer.from(body!.replace(/\n/g, ''), 'base64'));
  return parts;
}
