/** The service as production runs it, everything switched on, as `bench -- inbound` loads it. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, migrate } from '../../../src/platform/database/index.ts';
import { formOf } from '../inbound/load.ts';
import { addOwners } from '../inbound/owners.ts';
import { startService } from '../support/service.ts';
import { signedForm } from '../support/signed-form.ts';
import { createDatabase } from './database.ts';
import type { Side } from './side.ts';

export interface OursOptions {
  readonly serverUrl: string;
  readonly carrierUrl: string;
  /** For its spool. */
  readonly folder: string;
  /** The compiled service. */
  readonly main: string;
}

export function ours({ serverUrl, carrierUrl, folder, main }: OursOptions): Side {
  return {
    name: 'JobRun',
    setup: 'one process; its own machine, with consent, journal, reminder and sending',
    guarantee: 'step and promised text committed in PostgreSQL (fsync)',
    open: async () => {
      const database = await createDatabase(serverUrl, 'ours');
      await migrate(database.url);
      const sql = connect({ url: database.url, max: 1, applicationName: 'bench' });
      await addOwners(sql);
      const spool = await mkdtemp(join(folder, 'spool-'));
      const service = await startService({ main, databaseUrl: database.url, carrierUrl, spool });
      const { serviceUrl, publicBaseUrl, authToken, webhookToken } = service.load;
      const path = `/api/twilio/sms?webhook_token=${webhookToken}`;
      const door = { url: `${serviceUrl}${path}`, signedUrl: `${publicBaseUrl}${path}`, authToken };
      return {
        prepare: (n, run) => signedForm(door, formOf(n, run)),
        countSteps: async () => {
          const [row] = await sql<{ steps: string }[]>`SELECT sum(step) AS steps FROM conversations`;
          return Number(row?.steps);
        },
        close: async () => {
          await service.stop();
          await sql.end();
          await database.drop();
        },
      };
    },
  };
}
