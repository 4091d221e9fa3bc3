/** `requestNumber`: how an onboarding asks for its number, behind those who wait and paid earlier (ruling 3i). */
import type { Queries } from '../platform/database/index.ts';
import { resultOf } from './allocate.ts';
import { settle } from './attempts.ts';
import { type AllocationOptions, type AllocationResult, documentedLines } from './result.ts';

/**
 * Allocates like `allocateTwilioNumber`, unless organizations that wait and paid earlier need every free number.
 * Who gets none waits from now on, in the same transaction: call it inside the one that also tells them so. Asking
 * again does not move anybody in the queue; its order is that of payment.
 */
export async function requestNumber(
  tx: Queries,
  orgId: string,
  options: AllocationOptions,
): Promise<AllocationResult> {
  const settled = await settle(tx, orgId, { now: options.now, queue: 'respected' });
  const result = resultOf(settled, orgId);
  if (result.reason === 'POOL_EMPTY') await joinQueue(tx, orgId, options.now);
  for (const line of documentedLines(result, options.now)) options.say(line);
  return result;
}

/** The trigger on `waiting_since` wakes the list's task: a number may have become free while this transaction ran. */
async function joinQueue(tx: Queries, orgId: string, now: Date): Promise<void> {
  await tx`UPDATE organizations SET waiting_since = ${now} WHERE id = ${orgId} AND waiting_since IS NULL`;
}
