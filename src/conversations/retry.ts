/** Tries the waiting deliveries of a lane again, in their order; one that never works goes to the dead letters. */
import { MAX_ATTEMPTS, retryDelayMs } from '../inbox/retry-policy.ts';
import { describeError } from '../inbox/store-pending.ts';
import { deliveryOf, firstPending, recordFailure } from '../inbox/stored.ts';
import { isDatabaseAway, type Sql } from '../platform/database/index.ts';
import { say } from '../platform/log.ts';
import type { EngineTools } from './tools.ts';
import { transact } from './transact.ts';

/** Rejects only when the database is away: then the task itself is tried again. */
export async function retryLane(sql: Sql, lane: string, tools: EngineTools): Promise<void> {
  const connection = await sql.reserve();
  try {
    const [lock] = await connection<{ ok: boolean }[]>`
      SELECT pg_try_advisory_lock(hashtextextended(${`retry:${lane}`}, 0)) AS ok`;
    if (!lock?.ok) return;
    try {
      while (await retryFirst(connection, lane, tools));
    } finally {
      await connection`SELECT pg_advisory_unlock(hashtextextended(${`retry:${lane}`}, 0))`.catch(() => {});
    }
  } finally {
    connection.release();
  }
}

/** Resolves to whether the next one may be tried at once. */
async function retryFirst(sql: Sql, lane: string, tools: EngineTools): Promise<boolean> {
  const event = await firstPending(sql, lane);
  const now = tools.clock.now();
  if (!event || (event.retry_at && event.retry_at > now)) return false;
  try {
    const attempt = { delivery: deliveryOf(event), id: event.id, stored: true };
    const { lines } = await transact(sql, [attempt], tools);
    say(tools.log, lines);
    return true;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const attempts = event.attempts + 1;
    const isDead = attempts >= MAX_ATTEMPTS;
    const retryAt = isDead ? null : new Date(now.getTime() + retryDelayMs(attempts));
    tools.log.error(
      { err: error, id: event.id, lane, attempts },
      isDead ? 'engine.dead_letter' : 'engine.retry_failed',
    );
    await recordFailure(sql, event, { reason: describeError(error), retryAt });
    return isDead;
  }
}
