/** The empty database that a runbook is played on: on a server of its own in a temporary folder, or on a given one. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../../src/platform/database/index.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../../support/temporary-database.ts';

export interface EmptyDatabase {
  /** Its owner's login. */
  readonly url: string;
  /** For people: where it is, without the login. */
  readonly where: string;
  /** A folder for what the service keeps on disk. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Nothing of it outlives the run, so a commit need not wait for a disk. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** `serverUrl` names a server whose login may create databases; unset, an embedded one is started. */
export async function openEmptyDatabase(serverUrl: string | undefined): Promise<EmptyDatabase> {
  const server = serverUrl ? await given(serverUrl) : await openTemporaryDatabase(SETTINGS);
  const name = `jobrun_runbook_${randomBytes(4).toString('hex')}`;
  await onServer(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    where: `${name} on ${serverUrl ? url.host : 'an embedded PostgreSQL'}`,
    folder: server.folder,
    close: async () => {
      await onServer(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

async function given(url: string): Promise<TemporaryDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-'));
  return { url, folder, stop: () => rm(folder, { recursive: true, force: true }) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const sql = connect({ url, max: 1, applicationName: 'jobrun-runbook-admin' });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
