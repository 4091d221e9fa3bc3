/** Writes down what has already happened in the world, also when the database is away for a while. */
import { isDatabaseAway } from '../platform/database/index.ts';
import type { KeepTools } from './keep.ts';
import { CLAIM_MS } from './lease.ts';

/** 1 s: the text has left, so nothing is urgent but the truth. */
const AGAIN_AFTER_MS = 1_000;

/**
 * Tries until the claim is over; then somebody else finds the promise claimed for too long and asks about it.
 * Without this every short absence of the database would stop a recipient's texts for the length of a claim.
 */
export async function persist<Result>(
  write: () => Promise<Result>,
  { clock, pause, isStopping }: Pick<KeepTools, 'clock' | 'pause' | 'isStopping'>,
): Promise<Result> {
  const endsAt = clock.now().getTime() + CLAIM_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseAway(error) || isStopping() || clock.now().getTime() >= endsAt) throw error;
      await pause(AGAIN_AFTER_MS);
    }
  }
}
