/** What every bench shares: pgbench as the yardstick, medians, the machine's name. */
import { spawn } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` of all values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export interface PgbenchOptions {
  readonly url: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
  /** Where pgbench writes one line a transaction; unset: it does not. */
  readonly logPrefix?: string;
  /** Settings of its sessions, the same as the service's. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Runs pgbench with prepared statements; resolves to transactions a second. */
export async function runPgbench(options: PgbenchOptions): Promise<number> {
  const output = await runCommand('pgbench', [
    ...[
      '--no-vacuum',
      '--protocol=prepared',
      '--client',
      `${options.clients}`,
      '--jobs',
      options.clients > 1 ? '2' : '1',
    ],
    ...['--time', `${options.seconds}`, '--file', options.script],
    ...(options.logPrefix ? ['--log', `--log-prefix=${options.logPrefix}`] : []),
    withSettings(options.url, options.settings ?? {}),
  ]);
  const rate = /^tps = ([\d.]+)/m.exec(output)?.[1];
  if (!rate) throw new Error(`pgbench said no rate:\n${output}`);
  return Number(rate);
}

function withSettings(url: string, settings: Readonly<Record<string, string>>): string {
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return flags.length === 0 ? url : `${url}?options=${encodeURIComponent(flags.join(' '))}`;
}

/** Resolves to everything that the command printed; rejects with it when the command fails. */
export function runCommand(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', (error) =>
      reject(
        new Error(`${command} could not be started (pgbench comes with Debian's package postgresql)`, {
          cause: error,
        }),
      ),
    );
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}:\n${output}`)),
    );
  });
}

/** The machine and the versions that a figure belongs to. */
export async function describeMachine(): Promise<string> {
  const pgbench = (await runCommand('pgbench', ['--version'])).trim();
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, embedded PostgreSQL 18, ${pgbench}`;
}
