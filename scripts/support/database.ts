/** The database as a script opens it: the given server, or the embedded one that the service would use. */
import { join } from 'node:path';
import { loadVariables } from '../../src/platform/config/index.ts';
import { connect, migrate, type Sql, startEmbedded } from '../../src/platform/database/index.ts';
import { packageRoot } from '../../src/platform/root.ts';
import { mustReach } from './reach.ts';

export interface ScriptDatabase {
  /** For the verbs of the rooms: role `jobrun_engine`, as the service. */
  readonly engine: Sql;
  /** For the SQL of the runbooks: the login itself; its one connection finds the documents' tables first. */
  readonly operator: Sql;
  close(): Promise<void>;
}

/**
 * An embedded database is migrated, so that a script works on a fresh machine before the service ever ran; a server
 * that was given is left as it is. A server that already runs in the folder is used and left running.
 */
export async function openDatabase(
  env: NodeJS.ProcessEnv,
  options: { connections: number },
): Promise<ScriptDatabase> {
  const { DATABASE_URL: given } = loadVariables(env, ['DATABASE_URL']);
  const server = given
    ? { url: given, stop: async () => {} }
    : await startEmbedded({ folder: join(packageRoot, '.data/postgres') });
  if (!given) await migrate(server.url);
  const operator = connect({ url: server.url, max: 1, applicationName: 'jobrun-script-operator' });
  const engine = connect({
    url: server.url,
    role: 'jobrun_engine',
    max: options.connections,
    applicationName: 'jobrun-script',
  });
  const close = async () => {
    await Promise.all([engine.end({ timeout: 1 }), operator.end({ timeout: 1 })]);
    await server.stop();
  };
  try {
    await mustReach(engine);
    await operator`SET search_path TO runbook, public`;
  } catch (error) {
    await close();
    throw error;
  }
  return { engine, operator, close };
}
