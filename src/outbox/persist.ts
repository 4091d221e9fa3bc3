/** Writes down what has already happened in the world, also when the database is away for a while. */
import { isDatabaseAway } from '../platform/database/index.ts';
import type { KeepTools } from './keep.ts';
import { LEASE_MS } from './lease.ts';

/** 1 s: the text has left, so nothing is urgent but the truth. */
const AGAIN_AFTER_MS = 1_000;

/**
 * Tries until the lease is over; then the lane is somebody else's, who finds the promise claimed and asks about it.
 * Without this every short absence of the database would stop a sender number for the length of a lease.
 */
export async function persist<Result>(
  write: () => Promise<Result>,
  { clock, pause, isStopping }: Pick<KeepTools, 'clock' | 'pause' | 'isStopping'>,
): Promise<Result> {
  const endsAt = clock.now().getTime() + LEASE_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseAway(error) || isStopping() || clock.now().getTime() >= endsAt) throw error;
      await pause(AGAIN_AFTER_MS);
    }
  }
}
