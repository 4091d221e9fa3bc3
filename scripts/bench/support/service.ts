/** The service as production runs it, in a process of its own, for a bench to load, pause and measure. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { freePort } from '../../../src/platform/free-port.ts';
import { packageRoot } from '../../../src/platform/root.ts';
import { PRODUCTION_FLAGS } from '../../support/production-flags.ts';

export const AUTH_TOKEN = 'bench-auth-token';
export const WEBHOOK_TOKEN = 'bench-webhook-token';
export const ONBOARDING_NUMBER = '+447476955179';

export interface ServiceOptions {
  /** The file that Node runs: `buildService` makes it. */
  readonly main: string;
  readonly databaseUrl: string;
  readonly carrierUrl: string;
  /** A folder that nobody else uses. */
  readonly spool: string;
  /** Flags for Node, such as `--import`. */
  readonly nodeFlags?: readonly string[];
  /** Configuration besides. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Service {
  readonly url: string;
  /** What signs its webhooks, for `sendLoad`. */
  readonly load: {
    readonly serviceUrl: string;
    readonly publicBaseUrl: string;
    readonly authToken: string;
    readonly webhookToken: string;
  };
  /** Nothing of it may run while something else is measured. */
  pause(): Promise<void>;
  resume(): void;
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

/** How the network calls it, and so what it signs; without a port, as in production, it checks a signature once and not twice. */
const PUBLIC_BASE_URL = 'https://bench.example';
/** 20 s: it starts in two, on a machine with nothing else to do. */
const START_MS = 20_000;

export async function startService(options: ServiceOptions): Promise<Service> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const flags = [...profilerOf(), ...(options.nodeFlags ?? [])];
  const child = spawn(process.execPath, [...PRODUCTION_FLAGS, ...flags, options.main], {
    cwd: packageRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: 'production', ALLOW_API_BASE_URL: 'true', HOST: '127.0.0.1' },
      ...{ PORT: String(port), PUBLIC_BASE_URL, DATABASE_URL: options.databaseUrl },
      ...{ SPOOL_DIR: options.spool, TWILIO_API_BASE_URL: options.carrierUrl, ONBOARDING_NUMBER },
      ...{ TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001', TWILIO_AUTH_TOKEN: AUTH_TOKEN },
      ...{ TWILIO_WEBHOOK_AUTH_TOKEN: WEBHOOK_TOKEN, STRIPE_SECRET_KEY: 'sk_test_bench' },
      ...{ STRIPE_WEBHOOK_SECRET: 'whsec_bench', STRIPE_PRICE_ID: 'price_bench' },
      ...options.env,
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const startedAt = Date.now();
  while (!(await isReady(url))) {
    if (Date.now() - startedAt > START_MS || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error('the service did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    load: {
      ...{ serviceUrl: url, publicBaseUrl: PUBLIC_BASE_URL },
      ...{ authToken: AUTH_TOKEN, webhookToken: WEBHOOK_TOKEN },
    },
    pause: async () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    memoryMb: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    },
    stop: async () => {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

/** `BENCH_PROFILE=folder` writes a CPU profile of the service there. */
function profilerOf(): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}
