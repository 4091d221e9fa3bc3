/** A PostgreSQL server of its own that can be shut down without warning and comes back at the same address. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedDatabase,
  endServer,
  runningServer,
  startEmbedded,
} from '../../../src/platform/database/index.ts';
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
      const running = await runningServer(folder);
      if (!running) throw new Error(`no server runs in ${folder}`);
      await endServer(running.pid, 'SIGQUIT');
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
