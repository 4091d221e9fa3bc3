/** One node: a process of the service that may be killed at any moment and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../src/platform/root.ts';
import { PRODUCTION_FLAGS } from '../production-flags.ts';

export interface NodeProcess {
  readonly name: string;
  readonly port: number;
  /** What it said, all its lives in one file. */
  readonly logFile: string;
  isRunning(): boolean;
  /** Resolves when the process runs; when it is ready, `/readyz` says. */
  start(): Promise<void>;
  /** SIGKILL: no goodbye. Resolves when it is dead. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface NodeOptions {
  readonly name: string;
  readonly port: number;
  /** Where its log and its spool are; the spool outlives the process, as a disk does. */
  readonly folder: string;
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  /** Unset: the machine's own. */
  readonly clock?: NodeClock | undefined;
}

/** A clock that runs ahead of the real one. */
export interface NodeClock {
  aheadMs(): number;
  onTurn(listener: (aheadMs: number) => void): void;
}

const TURNED_DATE = import.meta.resolve('./turned-date.ts');

/** 1 s: what a supervisor does. */
const START_AGAIN_MS = 1_000;

export async function createNode(options: NodeOptions): Promise<NodeProcess> {
  const { name, port, folder, main, env, clock } = options;
  const home = join(folder, name);
  await mkdir(home, { recursive: true });
  const logFile = join(home, 'service.log');
  let child: ChildProcess | null = null;
  /** Somebody wants it to run: then an end of its own, such as a start without a database, is followed by another start. */
  let isWanted = false;
  clock?.onTurn((clockAheadMs) => {
    if (child?.connected) child.send({ clockAheadMs });
  });
  const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    isWanted = false;
    if (!child || !isRunning()) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    name,
    port,
    logFile,
    isRunning,
    start: async function start() {
      isWanted = true;
      if (isRunning()) return;
      const log = await open(logFile, 'a');
      const turned = clock ? ['--import', TURNED_DATE] : [];
      child = spawn(process.execPath, [...turned, ...PRODUCTION_FLAGS, '--enable-source-maps', main], {
        cwd: packageRoot,
        env: {
          ...{ PATH: process.env.PATH, ...env, PORT: String(port), SPOOL_DIR: join(home, 'spool') },
          ...(clock ? { CLOCK_AHEAD_MS: String(clock.aheadMs()) } : {}),
        },
        stdio: ['ignore', log.fd, log.fd, ...(clock ? (['ipc'] as const) : [])],
      });
      child.once('exit', () => {
        setTimeout(() => isWanted && void start(), START_AGAIN_MS).unref();
      });
      await log.close();
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}
