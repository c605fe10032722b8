import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ContractProxy } from './proxy';

const house = resolve(import.meta.dirname, '../..');
export const binary = resolve(process.env.LAMPLIGHTER_BINARY ?? join(house, 'build/release/lamplighter'));
const pages = resolve(process.env.LAMPLIGHTER_WEB ?? join(house, 'web/dist'));
const town = join(house, 'data/lucheng');
/** An address of PostgreSQL: each program then works on a schema of its own there instead of on a file. */
const postgres = process.env.LAMPLIGHTER_PAGES_POSTGRES;
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
  private readonly proxy: ContractProxy | undefined;

  /** Shape: settings as the environment has them, e.g. LAMPLIGHTER_OIDC_ISSUER */
  constructor(private readonly settings: Record<string, string> = {}, contract = process.env.LAMPLIGHTER_CONTRACT === '1') {
    if (contract) this.proxy = new ContractProxy();
  }

  private database: Record<string, string> = {};
  private get violations(): string[] {
    return this.proxy?.violations ?? [];
  }
  /** Which operations somebody looked at, and how often. */
  get seen(): Map<string, number> {
    return this.proxy?.seen ?? new Map<string, number>();
  }

  async start(): Promise<void> {
    cpSync(demoFolder(), this.folder, { recursive: true });
    if (postgres) {
      const settings = { LAMPLIGHTER_DATABASE_SCHEMA: `pages_${randomBytes(8).toString('hex')}` };
      execFileSync(binary, ['migrate', '--from', this.folder, '--to', postgres, '--data', this.folder], {
        env: { ...process.env, ...settings },
        stdio: 'pipe',
      });
      this.database = { ...settings, LAMPLIGHTER_DATABASE_ADDRESS: postgres };
    }
    await this.serve('127.0.0.1:0');
  }

  /** Starts on an empty folder, as for a new town: what it says holds the admin's one-time password. */
  async startEmpty(): Promise<string> {
    await this.serve('127.0.0.1:0');
    const password = /one-time password[^\n]*\n\n\s+(\S+)\n/.exec(this.said)?.[1];
    if (!password) throw new Error(`no one-time password was printed:\n${this.said}`);
    return password;
  }

  /** Starts on whatever its settings name. */
  async startAsItIs(): Promise<void> {
    await this.serve('127.0.0.1:0');
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
    await this.proxy?.stop();
    await ended;
  }
  /** Starts it again on the same data and the same address. */
  async again(): Promise<void> {
    if (!this.child) await this.serve(new URL(this.url).host);
  }

  private async serve(asked: string): Promise<void> {
    this.said = '';
    // With somebody before it the address is theirs.
    const listen = this.proxy ? '127.0.0.1:0' : asked;
    const child = spawn(binary, ['serve', '--data', this.folder, '--listen', listen, '--web', pages, '--town', town], {
      env: { ...process.env, ...this.database, ...this.settings },
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
    const behind = await listening;
    this.url = this.proxy ? await this.proxy.start(behind, Number(new URL(`http://${asked}`).port)) : behind;
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
    await this.proxy?.stop();
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
    const wrong = [...new Set(this.violations)];
    if (wrong.length > 0) throw new Error(`${wrong.length} exchanges do not keep the contract:\n${wrong.join('\n')}`);
  }
}
