/** A real database as `machines:check` and `machines:replay` see it: one snapshot of everything, in which nothing can be written. */
import { join } from 'node:path';
import { loadVariables } from '../../src/platform/config/index.ts';
import { connect, startEmbedded, type Transaction } from '../../src/platform/database/index.ts';
import { packageRoot } from '../../src/platform/root.ts';

/** As `jobrun_operator`, who sees every organization. */
export async function lookAt<Result>(
  env: NodeJS.ProcessEnv,
  look: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const { DATABASE_URL: given } = loadVariables(env, ['DATABASE_URL']);
  const server = given
    ? { url: given, stop: async () => {} }
    : await startEmbedded({ folder: join(packageRoot, '.data/postgres') });
  const sql = connect({
    url: server.url,
    role: 'jobrun_operator',
    max: 1,
    applicationName: 'jobrun-script-machines',
  });
  try {
    const looked = await sql.begin('ISOLATION LEVEL REPEATABLE READ READ ONLY', async (tx) => ({
      result: await look(tx),
    }));
    return looked.result;
  } finally {
    await sql.end();
    await server.stop();
  }
}
