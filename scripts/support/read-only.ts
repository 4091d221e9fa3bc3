/** The database for a script that only reads: as role `jobrun_operator`, in sessions that refuse to write. */
import { join } from 'node:path';
import { loadVariables } from '../../src/platform/config/index.ts';
import { connect, type Sql, startEmbedded } from '../../src/platform/database/index.ts';
import { packageRoot } from '../../src/platform/root.ts';
import { mustReach } from './reach.ts';

export interface ReadOnlyDatabase {
  readonly sql: Sql;
  close(): Promise<void>;
}

/** The given server, or the embedded one that the service would use. */
export async function openReadOnly(env: NodeJS.ProcessEnv): Promise<ReadOnlyDatabase> {
  const { DATABASE_URL: given } = loadVariables(env, ['DATABASE_URL']);
  const server = given
    ? { url: given, stop: async () => {} }
    : await startEmbedded({ folder: join(packageRoot, '.data/postgres') });
  const sql = connect({
    url: server.url,
    role: 'jobrun_operator',
    max: 1,
    applicationName: 'jobrun-script-reader',
    settings: { default_transaction_read_only: 'on' },
  });
  const close = async () => {
    await sql.end({ timeout: 1 });
    await server.stop();
  };
  await mustReach(sql).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { sql, close };
}
