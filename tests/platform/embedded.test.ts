/** The embedded server of a demo: empty each time, beside another demo that is running, and after one that was killed. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, runningServer, startFresh } from '../../src/platform/database/index.ts';

/** 30 s: each server is a new cluster, and nothing here depends on how long that takes. */
const LONG = 30_000;
type Server = Awaited<ReturnType<typeof startFresh>>;
let root: string;
let folder: string;
let servers: Server[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jobrun-embedded-'));
  // The server runs as another user when we are root, and must be able to walk through to its own folder.
  await chmod(root, 0o755);
  folder = join(root, 'demo');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  await rm(root, { recursive: true, force: true });
});

async function start(): Promise<Server> {
  const server = await startFresh(folder);
  servers.push(server);
  return server;
}

async function ask<Row extends object>(server: Server, statement: string): Promise<Row[]> {
  const sql = connect({ url: server.url, max: 1, applicationName: 'jobrun-test' });
  try {
    return await sql.unsafe<Row[]>(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
const remember = (server: Server) => ask(server, 'CREATE TABLE jobs AS SELECT 1 AS id');
const remembers = async (server: Server) =>
  (await ask<{ jobs: string | null }>(server, "SELECT to_regclass('jobs')::text AS jobs"))[0]?.jobs ===
  'jobs';

test(
  'a second one beside it leaves the first one its data; the next run begins with none',
  async () => {
    const first = await start();
    await remember(first);
    const second = await start();
    expect(second.url).not.toBe(first.url);
    expect([await remembers(first), await remembers(second)]).toEqual([true, false]);
    await first.stop();
    expect(await remembers(await start())).toBe(false);
  },
  LONG,
);

test(
  'what a killed run left behind is ended and its data removed',
  async () => {
    const left = await start();
    await remember(left);
    const { pid } = (await runningServer(folder)) ?? { pid: 0 };
    expect(pid).toBeGreaterThan(0);
    servers = [];
    await writeFile(join(folder, 'owner.pid'), String(spawnSync('true').pid));
    const next = await start();
    expect(await remembers(next)).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  },
  LONG,
);
