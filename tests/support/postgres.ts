/** The one PostgreSQL of a test run: started before the first test, its template migrated once, gone afterwards. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect, migrate, startEmbedded } from '../../src/platform/database/index.ts';

/** What the test files are told; `cloneDatabase` (./database.ts) turns it into a database of their own. */
export interface TestServer {
  /** A login that may create databases and roles. */
  readonly url: string;
  /** The migrated database that the others are copied from. */
  readonly template: string;
  /** Every database of this run starts with it, so that the teardown finds what a crashed file left behind. */
  readonly prefix: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** Durability is switched off: nothing here outlives the run, and a commit need not wait for a disk. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/** `TEST_DATABASE_URL` names a server to use instead of the embedded one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startTemporary();
  const prefix = `jobrun_test_${randomUUID().slice(0, 8)}`;
  const template = `${prefix}_template`;
  const sql = connect({ url: server.url, max: 1, applicationName: 'jobrun-test-setup' });
  await sql`CREATE DATABASE ${sql(template)}`;
  await migrate(databaseUrl(server.url, template));
  project.provide('testServer', { url: server.url, template, prefix });
  return async () => {
    if (given) await dropAll(sql, prefix);
    await sql.end();
    await server.stop();
  };
}

/** The same server and login, another database. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Three: a free port is found first and bound later, and in between another run on the machine may take it. */
const START_TRIES = 3;

/** A server of its own, for a test about what the others share: roles, or the way a first migration goes. */
export async function startTemporary(
  triesLeft = START_TRIES,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-tests-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  // The server runs as another user when we are root, and must be able to walk through to its own folder.
  await chmod(folder, 0o755);
  endWithThisProcess(folder);
  try {
    const server = await startEmbedded({ folder, settings: SETTINGS });
    return {
      url: server.url,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    if (triesLeft <= 1) throw error;
    return await startTemporary(triesLeft - 1);
  }
}

/**
 * A run that is killed cannot clean up. A shell waits for the end of its standard input, which comes when this
 * process is gone, however it went, and then ends the server and removes its folder.
 */
function endWithThisProcess(folder: string): void {
  if (process.platform === 'win32') return;
  const script = `
    cat >/dev/null
    pid=$(head -n 1 "$1/cluster/postmaster.pid" 2>/dev/null)
    if [ -n "$pid" ]; then
      kill -QUIT "$pid" 2>/dev/null
      while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    fi
    rm -rf "$1"`;
  const watcher = spawn('sh', ['-c', script, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  // The pipe must not keep the event loop alive either; its handle is a net.Socket, which can be unref'ed.
  if (watcher.stdin && 'unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') {
    watcher.stdin.unref();
  }
}

async function dropAll(sql: ReturnType<typeof connect>, prefix: string): Promise<void> {
  const left = await sql<{ name: string }[]>`
    SELECT datname AS name FROM pg_database WHERE starts_with(datname, ${prefix})`;
  for (const { name } of left) await sql`DROP DATABASE ${sql(name)} WITH (FORCE)`;
}
