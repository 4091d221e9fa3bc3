/** How often a taken row is tried again, and where that ends: between the one statement and the verbs that use it. */
import { setTimeout as pause } from 'node:timers/promises';
import { isConflict, type Queries } from '../platform/database/index.ts';
import { type TakeOptions, takeNumber } from './take.ts';
import { type CloseAttempt, takeClosely } from './take-closely.ts';

/** 25 × up to 20 ms: transactions that hold a number's row last some milliseconds; half a second is a stuck one. */
const TRIES = 25;
const PAUSE_MS = 20;

/** Free numbers exist, but other transactions held all of them for half a second. The same call succeeds later. */
export class PoolBusyError extends Error {
  override readonly name = 'PoolBusyError';
}

export type Settled = Exclude<CloseAttempt, { found: 'busy' }>;

/** Tries until there is an answer. Throws `PoolBusyError`: "empty" is said only of a pool that is (ruling 3k). */
export async function settle(sql: Queries, orgId: string, options: TakeOptions): Promise<Settled> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const attempt = await takeUnlessTaken(sql, orgId, options);
    if (attempt.found !== 'busy') return attempt;
    await pause(jitter(PAUSE_MS));
  }
  throw new PoolBusyError(`Every free number is locked by another transaction; ${orgId} got none`);
}

/**
 * An operator who frees a number in SQL that an organization got a moment ago can make us take it once more; the
 * unique constraint refuses. On a pool that is one more try; inside a transaction the caller has to begin again.
 */
async function takeUnlessTaken(sql: Queries, orgId: string, options: TakeOptions): Promise<CloseAttempt> {
  try {
    const attempt = await takeNumber(sql, orgId, options);
    return attempt.found === 'look_closer' ? await takeClosely(sql, orgId, options) : attempt;
  } catch (error) {
    if (isConflict(error) && !isTransaction(sql)) return { found: 'busy' };
    throw error;
  }
}

function isTransaction(sql: Queries): boolean {
  return 'savepoint' in sql;
}

/** Between half and the whole, so that those who met once do not meet again. Fairness is not decided by it. */
function jitter(mostMs: number): number {
  return mostMs / 2 + Math.random() * (mostMs / 2);
}
