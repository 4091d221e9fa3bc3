/** A PostgreSQL server of its own that can be shut down without warning and comes back at the same address. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedDatabase, startEmbedded } from '../../../src/platform/database/index.ts';
import { freePort } from '../../../src/platform/free-port.ts';

export interface MortalDatabase {
  readonly url: string;
  readonly folder: string;
  /** `immediate` shutdown: every connection breaks, what was not committed is gone. Resolves when it is dead. */
  shutDownAtOnce(): Promise<void>;
  /** Starts again where it was; recovers from its log first. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

/** Default durability: what was committed must be there after an `immediate` shutdown. */
export async function openMortalDatabase(settings: readonly string[] = []): Promise<MortalDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-'));
  // The server runs as another user when we are root, and must be able to walk through to its own folder.
  await chmod(folder, 0o755);
  const options = { folder, port: await freePort(), settings };
  let server: EmbeddedDatabase = await startEmbedded(options);
  return {
    url: server.url,
    folder,
    shutDownAtOnce: async () => {
      const pidFile = join(folder, 'cluster', 'postmaster.pid');
      const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    startAgain: async () => {
      server = await startEmbedded(options);
    },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
