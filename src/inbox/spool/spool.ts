/** Keeps deliveries on disk while the database is away: appended, synced, then answered 2xx; replayed in order. */
import { appendFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createBatcher } from '../../platform/batcher.ts';
import { isDatabaseAway } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log.ts';
import type { Advance, Delivery } from '../delivery.ts';
import { parseLine, toLine } from './line.ts';

export interface Spool {
  /** True while something waits on disk: later deliveries must queue behind it. */
  isWaiting(): boolean;
  /** Resolves when the delivery is safe on disk. */
  append(delivery: Delivery, answer: string): Promise<void>;
  /** Replays what waits through the engine; stops at the first failure. Resolves to how many were replayed. */
  drain(advance: Advance): Promise<number>;
  close(): Promise<void>;
}

const OPEN_FILE = 'waiting.ndjson';
const CLOSED_FILE = /^\d{15}\.ndjson$/;

/**
 * Opens the spool of a folder; what an earlier process left there waits already. One process a folder.
 * A file that is being replayed is closed for appending first, so that new deliveries queue behind it.
 */
export async function openSpool(folder: string, log: Log): Promise<Spool> {
  await mkdir(folder, { recursive: true });
  let file: FileHandle | null = null;
  let isWaiting = (await filesOf(folder)).length > 0;
  /** Set by every append; tells a drain that found nothing whether something came while it looked. */
  let isDirty = false;
  let sequence = 0;
  let draining: Promise<number> | null = null;

  const append = createBatcher<string, void>(async (lines) => {
    file ??= await open(join(folder, OPEN_FILE), 'a');
    await file.appendFile(lines.join(''));
    await file.datasync();
    return lines.map(() => ({ value: undefined }));
  }, 1_000);

  /** Renames the open file so that its order among the closed ones is kept; resolves to all closed files, oldest first. */
  async function closeOpenFile(): Promise<string[]> {
    await append.idle();
    await file?.close();
    file = null;
    const names = await filesOf(folder);
    if (names.includes(OPEN_FILE)) {
      sequence += 1;
      const name = `${Date.now().toString().padStart(13, '0')}${String(sequence % 100).padStart(2, '0')}.ndjson`;
      await rename(join(folder, OPEN_FILE), join(folder, name));
    }
    return (await filesOf(folder)).filter((name) => CLOSED_FILE.test(name)).sort();
  }

  async function drain(advance: Advance): Promise<number> {
    let replayed = 0;
    while (isWaiting) {
      isDirty = false;
      const names = await closeOpenFile();
      for (const name of names) replayed += await replayFile(folder, name, advance, log);
      isWaiting = names.length > 0 || isDirty;
    }
    return replayed;
  }

  return {
    isWaiting: () => isWaiting,
    append: async (delivery, answer) => {
      isWaiting = true;
      isDirty = true;
      await append(toLine(delivery, answer));
    },
    drain: (advance) => {
      draining ??= drain(advance).finally(() => {
        draining = null;
      });
      return draining;
    },
    close: async () => {
      await append.idle();
      await file?.close();
      file = null;
    },
  };
}

async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name === OPEN_FILE || CLOSED_FILE.test(name));
}

/** What the engine can neither take nor store goes here, for a person to look at. */
const REJECTED_FILE = 'rejected.ndjson';

/** Replaying twice is harmless: the engine recognises a delivery by its provider's id. Stops when the database goes away. */
async function replayFile(folder: string, name: string, advance: Advance, log: Log): Promise<number> {
  const path = join(folder, name);
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  let replayed = 0;
  for (const line of lines) {
    const delivery = parseLine(line);
    try {
      // Only the last line of a crashed process can be torn, and it was never answered 2xx.
      if (!delivery) throw new Error('not a spooled delivery');
      await advance(delivery);
      replayed += 1;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      log.error({ err: error, path }, 'spool.rejected');
      await appendFile(join(folder, REJECTED_FILE), `${line}\n`);
    }
  }
  await rm(path);
  return replayed;
}
