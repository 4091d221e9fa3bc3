/** A migrated database for one test file: `const db = await cloneDatabase(); afterAll(() => db.drop());`. */
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { connect, type Sql } from '../../src/platform/database/index.ts';
import { databaseUrl } from './postgres.ts';

export interface TestDatabase {
  /** The database as its owner (who migrated it). */
  readonly url: string;
  /** The owner: migrations, runbook SQL, looking at what happened. */
  readonly sql: Sql;
  /** What the service's own connections are: role `jobrun_engine`. */
  readonly engine: Sql;
  /** Closes both pools and removes the database. */
  drop(): Promise<void>;
}

export interface CloneOptions {
  /** Connections of `engine`; raise it for tests about concurrency. The server allows 200 in all. */
  readonly connections?: number;
}

/** Copies the template (about 70 ms). Call it once a file. */
export async function cloneDatabase(options: CloneOptions = {}): Promise<TestDatabase> {
  const server = inject('testServer');
  const name = `${server.prefix}_${randomUUID().slice(0, 8)}`;
  await onServer(server.url, (sql) => sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(server.template)}`);
  const url = databaseUrl(server.url, name);
  const sql = connect({ url, max: 4, applicationName: 'jobrun-test-owner' });
  const engine = connect({
    url,
    role: 'jobrun_engine',
    max: options.connections ?? 8,
    applicationName: 'jobrun-test-engine',
  });
  return {
    url,
    sql,
    engine,
    drop: async () => {
      await Promise.all([sql.end({ timeout: 5 }), engine.end({ timeout: 5 })]);
      await onServer(server.url, (admin) => admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = connect({ url, max: 1, applicationName: 'jobrun-test-admin' });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
