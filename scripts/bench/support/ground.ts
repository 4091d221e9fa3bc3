/** What a bench stands on: a PostgreSQL server of its own with default durability, databases on it, and the carrier. */
import { join } from 'node:path';
import { connect, migrate, type Sql } from '../../../src/platform/database/index.ts';
import { buildService } from '../../support/build-service.ts';
import { openTemporaryDatabase } from '../../support/temporary-database.ts';
import { type Carrier, openCarrier } from './carrier.ts';
import { type Service, startService } from './service.ts';

export interface Site {
  readonly owner: Sql;
  readonly service: Service;
}

export interface Ground {
  readonly carrier: Carrier;
  /** A migrated database of its own, made ready by `prepare`, and a service on it. */
  addSite(
    name: string,
    prepare: (owner: Sql) => Promise<void>,
    nodeFlags?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<Site>;
}

/**
 * Opens it, does the work, and takes everything down again, however the work ends. `settings` of PostgreSQL are for all
 * sites alike.
 */
export async function onGround(
  work: (ground: Ground) => Promise<void>,
  settings: readonly string[] = [],
): Promise<void> {
  const built = await buildService();
  const server = await openTemporaryDatabase(['max_connections=150', ...settings]);
  const carrier = await openCarrier();
  const sites: Site[] = [];
  try {
    await work({
      carrier,
      addSite: async (name, prepare, nodeFlags = [], env = {}) => {
        const databaseUrl = await createDatabase(server.url, name);
        await migrate(databaseUrl);
        const owner = connect({ url: databaseUrl, max: 1, applicationName: 'bench' });
        await prepare(owner);
        const spool = join(server.folder, `spool-${name}`);
        const service = await startService({
          main: built.main,
          databaseUrl,
          carrierUrl: carrier.url,
          spool,
          nodeFlags,
          env,
        });
        const site = { owner, service };
        sites.push(site);
        return site;
      },
    });
  } finally {
    for (const { service, owner } of sites) {
      await service.stop();
      await owner.end();
    }
    await carrier.close();
    await server.stop();
    await built.remove();
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const admin = connect({ url: serverUrl, max: 1, applicationName: 'bench-admin' });
  await admin`CREATE DATABASE ${admin(name)}`;
  await admin.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
