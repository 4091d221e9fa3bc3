/** `allocateTwilioNumber`: gives an organization a number of the pool, once, whoever asks how often and at once. */
import type { Queries } from '../platform/database/index.ts';
import { type Settled, settle } from './attempts.ts';
import { type AllocationOptions, type AllocationResult, documentedLines } from './result.ts';

/**
 * Allocates the first free number in seeding order. On a pool it is a transaction of its own; given a transaction it
 * is part of it (READ COMMITTED). An organization that has a number gets that one again, and its row in the pool is
 * repaired if it stands there as free (ruling 3c). Throws `PoolBusyError` when others hold every free number.
 * It does not look at the waiting list; the onboarding asks with `requestNumber`.
 */
export async function allocateTwilioNumber(
  sql: Queries,
  orgId: string,
  options: AllocationOptions,
): Promise<AllocationResult> {
  const settled = await settle(sql, orgId, { now: options.now, queue: 'ignored' });
  const result = resultOf(settled, orgId);
  for (const line of documentedLines(result, options.now)) options.say(line);
  return result;
}

/** To be told that others come first is, for the one who asks, an empty pool. */
export function resultOf(settled: Settled, clientId: string): AllocationResult {
  switch (settled.found) {
    case 'taken':
      return { success: true, phoneE164: settled.phoneE164, reason: 'ALLOCATED', clientId };
    case 'held':
      return { success: true, phoneE164: settled.phoneE164, reason: 'ALREADY_ASSIGNED', clientId };
    case 'no_organization':
      return { success: false, reason: 'CLIENT_NOT_FOUND', clientId };
    case 'empty':
    case 'others_first':
      return { success: false, reason: 'POOL_EMPTY', clientId };
    default:
      return settled satisfies never;
  }
}
