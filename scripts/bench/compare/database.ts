/** A database of a round's own on the bench's server, so that every round begins with the same. */
import { connect } from '../../../src/platform/database/index.ts';

export interface RoundDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export async function createDatabase(serverUrl: string, name: string): Promise<RoundDatabase> {
  const admin = connect({ url: serverUrl, max: 1, applicationName: 'bench-admin' });
  await admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`;
  await admin`CREATE DATABASE ${admin(name)}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await admin`DROP DATABASE ${admin(name)} WITH (FORCE)`;
      // What the round left to be written must not be written during the next.
      await admin`CHECKPOINT`;
      await admin.end();
    },
  };
}
