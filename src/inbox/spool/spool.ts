/** Keeps deliveries on disk while the database is away: appended, synced, then answered 2xx; replayed in order. */
import { appendFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  /**
   * Replays what waits through the engine; resolves to how many were replayed. Rejects when the database goes away
   * and when `stopping` aborts; what is left stays on the disk.
   */
  drain(advance: Advance, stopping?: AbortSignal): Promise<number>;
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
  let draining: Promise<number> | null = null;
  const exclusively = createTurns();

  const append = createBatcher<string, void>(async (lines) => {
    await exclusively(async () => {
      file ??= await openDurably(folder);
      // The first newline ends a line that a crash or a full disk tore, so that it cannot swallow this one.
      await file.appendFile(`\n${lines.join('')}`);
      await file.datasync();
    });
    return lines.map(() => ({ value: undefined }));
  }, 1_000);

  /** Renames the open file so that its order among the closed ones is kept; resolves to all closed files, oldest first. */
  async function closeOpenFile(): Promise<string[]> {
    await append.idle();
    return exclusively(async () => {
      await file?.close();
      file = null;
      const names = (await filesOf(folder)).sort();
      const closed = names.filter((name) => name !== OPEN_FILE);
      if (!names.includes(OPEN_FILE)) return closed;
      const next = nameAfter(closed.at(-1));
      await rename(join(folder, OPEN_FILE), join(folder, next));
      return [...closed, next];
    });
  }

  async function drain(advance: Advance, stopping?: AbortSignal): Promise<number> {
    let replayed = 0;
    while (isWaiting) {
      isDirty = false;
      const names = await closeOpenFile();
      for (const name of names) replayed += await replayFile(join(folder, name), { advance, log, stopping });
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
    drain: (advance, stopping) => {
      draining ??= drain(advance, stopping).finally(() => {
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

/** One after the other: a file must not be closed while something is appended to it. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

/** Syncs the folder as well: a new file whose name is not on the disk is lost with everything in it. */
async function openDurably(folder: string): Promise<FileHandle> {
  const file = await open(join(folder, OPEN_FILE), 'a');
  const names = await open(folder, 'r');
  await names.sync().finally(() => names.close());
  return file;
}

/** Numbered and not dated: a clock may be set back. */
function nameAfter(latest: string | undefined): string {
  const number = latest === undefined ? 1 : Number.parseInt(latest, 10) + 1;
  return `${String(number).padStart(15, '0')}.ndjson`;
}

/** What the engine can neither take nor store goes here, for a person to look at. */
export const REJECTED_FILE = 'rejected.ndjson';

interface Replay {
  readonly advance: Advance;
  readonly log: Log;
  readonly stopping: AbortSignal | undefined;
}

/** Replaying twice is harmless: the engine recognises a delivery by its provider's id. Stops when the database goes away. */
async function replayFile(path: string, { advance, log, stopping }: Replay): Promise<number> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  let replayed = 0;
  for (const line of lines) {
    stopping?.throwIfAborted();
    const delivery = parseLine(line);
    try {
      // Only a line that a crash or a full disk tore, and that was never answered 2xx.
      if (!delivery) throw new Error('not a spooled delivery');
      await advance(delivery);
      replayed += 1;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      log.error({ err: error, path }, 'spool.rejected');
      await appendFile(join(dirname(path), REJECTED_FILE), `${line}\n`);
    }
  }
  await rm(path);
  return replayed;
}
