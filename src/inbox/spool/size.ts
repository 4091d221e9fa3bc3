/** How much lies in a spool folder, without opening it: other processes may ask as well. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { REJECTED_FILE } from './spool.ts';

export interface SpoolSize {
  /** Deliveries that will be replayed. */
  readonly waitingBytes: number;
  /** What the engine could not take, for a person to look at. */
  readonly rejectedBytes: number;
}

/** A folder that does not exist holds nothing. */
export async function spoolSize(folder: string): Promise<SpoolSize> {
  const names = (await readdir(folder).catch(nothingIfMissing)).filter((name) => name.endsWith('.ndjson'));
  const sizes = await Promise.all(names.map((name) => bytesOf(join(folder, name))));
  const sum = (isRejected: boolean) =>
    sizes.reduce(
      (total, bytes, n) => ((names[n] === REJECTED_FILE) === isRejected ? total + bytes : total),
      0,
    );
  return { waitingBytes: sum(false), rejectedBytes: sum(true) };
}

/** A file that was replayed and removed meanwhile has none. */
async function bytesOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

function nothingIfMissing(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
