/** Keeps deliveries on disk while the database is away: appended, synced, then answered 2xx; taken over in order. */
import { appendFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createBatcher, type Settled } from '../../platform/batcher.ts';
import { isDatabaseAway } from '../../platform/database/index.ts';
import type { NewId } from '../../platform/ids.ts';
import type { Log } from '../../platform/log.ts';
import type { Delivery } from '../delivery.ts';
import { parseLine, type Spooled, toLine } from './line.ts';

/** Takes deliveries over from the disk, and says of each whether that went well. Rejects when all must be handed over again. */
export type TakeSpooled = (batch: readonly Spooled[]) => Promise<readonly Settled<void>[]>;

export interface Spool {
  /** True while something waits on disk: later deliveries must queue behind it. */
  isWaiting(): boolean;
  /** Resolves when the delivery is safe on disk. */
  append(delivery: Delivery, answer: string): Promise<void>;
  /**
   * Hands over what waits, oldest first; resolves to how many were taken. Rejects when the database goes away, when what it
   * did was undone for another transaction, and when `stopping` aborts; what is left stays on the disk.
   */
  drain(take: TakeSpooled, stopping?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

export interface SpoolTools {
  readonly log: Log;
  readonly newId: NewId;
}

const OPEN_FILE = 'waiting.ndjson';
const CLOSED_FILE = /^\d{15}\.ndjson$/;

/**
 * Opens the spool of a folder; what an earlier process left there waits already. One process a folder.
 * A file that is being handed over is closed for appending first, so that new deliveries queue behind it.
 */
export async function openSpool(folder: string, { log, newId }: SpoolTools): Promise<Spool> {
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

  async function drain(take: TakeSpooled, stopping?: AbortSignal): Promise<number> {
    let taken = 0;
    while (isWaiting) {
      isDirty = false;
      const names = await closeOpenFile();
      for (const name of names) taken += await takeFile(join(folder, name), { take, log, newId, stopping });
      isWaiting = names.length > 0 || isDirty;
    }
    return taken;
  }

  return {
    isWaiting: () => isWaiting,
    append: async (delivery, answer) => {
      isWaiting = true;
      isDirty = true;
      await append(toLine({ id: newId(), delivery }, answer));
    },
    drain: (take, stopping) => {
      draining ??= drain(take, stopping).finally(() => {
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

/** 200 at once: a minute of a busy node is taken over in a second or two. */
const MOST_AT_ONCE = 200;

interface Taking extends SpoolTools {
  readonly take: TakeSpooled;
  readonly stopping: AbortSignal | undefined;
}

/** Taking twice is harmless: a delivery is recognised by its provider's id. Stops when the database goes away. */
async function takeFile(path: string, { take, log, newId, stopping }: Taking): Promise<number> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  let taken = 0;
  const reject = async (line: string, error: unknown) => {
    log.error({ err: error, path }, 'spool.rejected');
    await appendFile(join(dirname(path), REJECTED_FILE), `${line}\n`);
  };
  for (let from = 0; from < lines.length; from += MOST_AT_ONCE) {
    stopping?.throwIfAborted();
    const whole: { line: string; spooled: Spooled }[] = [];
    for (const line of lines.slice(from, from + MOST_AT_ONCE)) {
      const spooled = parseLine(line, newId);
      if (spooled) whole.push({ line, spooled });
      // Only a line that a crash or a full disk tore, and that was never answered 2xx.
      else await reject(line, new Error('not a spooled delivery'));
    }
    const settled = await take(whole.map(({ spooled }) => spooled));
    for (const [n, { line }] of whole.entries()) {
      const one = settled[n];
      if (one && 'error' in one) {
        if (isDatabaseAway(one.error)) throw one.error;
        await reject(line, one.error);
      } else taken += 1;
    }
  }
  await rm(path);
  return taken;
}
