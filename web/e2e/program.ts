import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const house = resolve(import.meta.dirname, '../..');
const binary = resolve(process.env.LAMPLIGHTER_BINARY ?? join(house, 'build/release/lamplighter'));
const pages = resolve(process.env.LAMPLIGHTER_WEB ?? join(house, 'web/dist'));
const town = join(house, 'data/lucheng');
const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 20_000;

/** Where the demo town was made once for all tests; each test works on its own copy. */
export const demoFolder = (): string => process.env.LAMPLIGHTER_E2E_DEMO ?? '';

export function makeDemo(): string {
  for (const [what, path] of [['program', binary], ['built pages', join(pages, 'index.html')]] as const) {
    if (!existsSync(path)) throw new Error(`The ${what} is missing: ${path}. Build it first (bin/setup, npm run build).`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'lamplighter-demo-'));
  const made = spawnSync(binary, ['demo', '--data', folder, '--town', town], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`lamplighter demo failed:\n${made.stdout}\n${made.stderr}`);
  return folder;
}

/** The built program with a demo town of its own. */
export class Program {
  readonly folder = mkdtempSync(join(tmpdir(), 'lamplighter-e2e-'));
  url = '';
  private child: ChildProcess | undefined;
  private said = '';

  /** Shape: settings as the environment has them, e.g. LAMPLIGHTER_OIDC_ISSUER */
  constructor(private readonly settings: Record<string, string> = {}) {}

  async start(): Promise<void> {
    cpSync(demoFolder(), this.folder, { recursive: true });
    await this.serve('127.0.0.1:0');
  }

  /** Starts on an empty folder, as for a new town: what it says holds the admin's one-time password. */
  async startEmpty(): Promise<string> {
    await this.serve('127.0.0.1:0');
    const password = /one-time password[^\n]*\n\n\s+(\S+)\n/.exec(this.said)?.[1];
    if (!password) throw new Error(`no one-time password was printed:\n${this.said}`);
    return password;
  }

  /** Ends the program and starts it again on the same data and the same address. */
  async restart(): Promise<void> {
    await this.end();
    await this.serve(new URL(this.url).host);
  }

  /** Kills the program without a word, as a power cut does. */
  async crash(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((resolved) => child.once('exit', () => resolved()));
    child.kill('SIGKILL');
    await ended;
  }
  /** Starts it again on the same data and the same address. */
  async again(): Promise<void> {
    if (!this.child) await this.serve(new URL(this.url).host);
  }

  private async serve(listen: string): Promise<void> {
    this.said = '';
    const child = spawn(binary, ['serve', '--data', this.folder, '--listen', listen, '--web', pages, '--town', town], {
      env: { ...process.env, ...this.settings },
    });
    this.child = child;
    const listening = new Promise<string>((found, failed) => {
      const hear = (words: Buffer): void => {
        this.said += words.toString();
        const address = /serves (http:\/\/127\.0\.0\.1:\d+)/.exec(this.said);
        if (address?.[1]) found(address[1]);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => failed(new Error(`lamplighter serve ended with ${code}:\n${this.said}`)));
      setTimeout(() => failed(new Error(`lamplighter serve says nothing:\n${this.said}`)), START_MILLISECONDS).unref();
    });
    this.url = await listening;
    for (let ready = false; !ready; ) {
      ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
    }
  }

  private async end(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((resolved) => child.once('exit', () => resolved()));
    child.kill('SIGTERM');
    const last_word = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    await ended;
    clearTimeout(last_word);
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
