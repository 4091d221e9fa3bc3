/** DBOS: a workflow for each text, in one process, on the same PostgreSQL server. */
import { join } from 'node:path';
import { connect } from '../../../src/platform/database/index.ts';
import { freePort } from '../../../src/platform/free-port.ts';
import { formOf } from '../inbound/load.ts';
import { OWNERS, phoneOf } from '../inbound/owners.ts';
import { AUTH_TOKEN } from '../support/service.ts';
import { signedForm } from '../support/signed-form.ts';
import { createDatabase } from './database.ts';
import { listensAt, startProcess } from './process.ts';
import { RIVALS_FOLDER } from './rivals.ts';
import type { Side } from './side.ts';

export function dbos(serverUrl: string, versions: Readonly<Record<string, string>>): Side {
  return {
    name: 'DBOS',
    setup: `@dbos-inc/dbos-sdk ${versions['@dbos-inc/dbos-sdk']}; one process; system database pool 32 (default 10), else defaults`,
    guarantee: 'step and promised text committed in PostgreSQL (fsync)',
    open: async () => {
      const database = await createDatabase(serverUrl, 'dbos');
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const node = await startProcess({
        command: process.execPath,
        args: [join(RIVALS_FOLDER, 'dbos-node.mjs')],
        env: { PORT: String(port), DATABASE_URL: database.url, AUTH_TOKEN, PUBLIC_URL: url },
        isReady: listensAt(port),
      });
      const sql = connect({ url: database.url, max: 1, applicationName: 'bench' });
      const phones = Array.from({ length: OWNERS }, (_, owner) => phoneOf(owner));
      await sql`
        INSERT INTO conversations (phone, state, context)
        SELECT phone, 'S5_CONFIRM_LIVE', '{"steps": 0}' FROM unnest(${phones}::text[]) phone`;
      await sql`VACUUM ANALYZE`;
      return {
        prepare: (n, run) => signedForm({ url: `${url}/texts`, authToken: AUTH_TOKEN }, formOf(n, run)),
        countSteps: async () => {
          const [row] = await sql<{ steps: string }[]>`
            SELECT sum((context ->> 'steps')::int) AS steps FROM conversations`;
          return Number(row?.steps);
        },
        close: async () => {
          await node.kill();
          await sql.end();
          await database.drop();
        },
      };
    },
  };
}
