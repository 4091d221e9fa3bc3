/** The service as a process of its own, started from its source as `npm run dev` does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/root.ts';
import { AUTH_TOKEN, PUBLIC_BASE_URL, WEBHOOK_TOKENS } from './doors.ts';
import { ONBOARDING_NUMBER } from './engine.ts';
import { until } from './until.ts';

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Everything on standard output and standard error. */
  output(): string;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
  /** Resolves with the URL once it answers `/readyz`. */
  ready(): Promise<string>;
  /** Ends it, if it has not ended, and removes its folder. */
  close(): Promise<void>;
}

export async function startProcess(env: Record<string, string>): Promise<ServiceProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-process-'));
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: packageRoot,
    env: { PATH: process.env.PATH, SPOOL_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    output: () => output,
    exited,
    ready: async () => {
      const port = await until(() => /"port":(\d+)/.exec(output)?.[1], {
        timeoutMs: 20_000,
        what: 'the port in the log',
      });
      const url = `http://127.0.0.1:${port}`;
      await until(async () => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200);
      return url;
    },
    close: async () => {
      if (child.exitCode === null) child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A configuration with everything in it. */
export const completeEnv = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  PORT: '0',
  HOST: '127.0.0.1',
  PUBLIC_BASE_URL,
  ONBOARDING_NUMBER,
  TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001',
  TWILIO_AUTH_TOKEN: AUTH_TOKEN,
  TWILIO_WEBHOOK_AUTH_TOKEN: WEBHOOK_TOKENS[0],
  STRIPE_SECRET_KEY: 'sk_test_of_the_process',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_the_process',
  STRIPE_PRICE_ID: 'price_of_the_process',
});
