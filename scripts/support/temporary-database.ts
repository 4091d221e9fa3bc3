/** A PostgreSQL server of its own in a temporary folder, gone afterwards: for benches, players and pictures. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/platform/database/index.ts';

export interface TemporaryDatabase {
  readonly url: string;
  /** For whatever else must go with the server. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Default durability unless `settings` (`fsync=off` …) say otherwise. */
export async function openTemporaryDatabase(settings: readonly string[] = []): Promise<TemporaryDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-'));
  // The server runs as another user when we are root, and must be able to walk through to its own folder.
  await chmod(folder, 0o755);
  const server = await startEmbedded({ folder, settings });
  return {
    url: server.url,
    folder,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
