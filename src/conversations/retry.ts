/** Tries the waiting deliveries of a lane again, in their order; one that never works goes to the dead letters. */
import { NewerVersionError } from '../../machines/step/index.ts';
import { MAX_ATTEMPTS, OTHER_NODE_DELAY_MS, retryDelayMs } from '../inbox/retry-policy.ts';
import { describeError } from '../inbox/store-pending.ts';
import {
  deliveryOf,
  firstPending,
  recordFailure,
  type StoredEvent,
  waitForOtherNode,
} from '../inbox/stored.ts';
import { isDatabaseAway, type Sql, withConnection } from '../platform/database/index.ts';
import { finish } from './committed.ts';
import type { EngineTools } from './tools.ts';
import { transact } from './transact.ts';

/** 1 s: a delivery is handled in milliseconds, so by then the lane is free. */
const BUSY_MS = 1_000;
/** 5 s: then the lane goes back to the queue, so that a long one does not occupy a worker for ever. */
const TURN_MS = 5_000;
/** 30 s: a turn and the longest statement are over by then, so whoever is not back has lost its connection unheard. */
const DEADLINE_MS = 30_000;

/** Resolves to when the lane wants to be tried again, if it does. Rejects only when the database is away. */
export function retryLane(sql: Sql, lane: string, tools: EngineTools): Promise<Date | null> {
  const startedAt = performance.now();
  const work = async (held: Sql) => {
    const [lock] = await held<{ ok: boolean }[]>`
      SELECT pg_try_advisory_lock(hashtextextended(${`retry:${lane}`}, 0)) AS ok`;
    // Whoever has the lock may have looked for the last time already; so come back instead of relying on them.
    if (!lock?.ok) return new Date(tools.clock.now().getTime() + BUSY_MS);
    try {
      for (;;) {
        const event = await firstPending(held, lane);
        const now = tools.clock.now();
        if (!event) return null;
        if (event.retry_at && event.retry_at > now) return event.retry_at;
        if (performance.now() - startedAt > TURN_MS) return now;
        await retry(held, event, tools);
      }
    } finally {
      await held`SELECT pg_advisory_unlock(hashtextextended(${`retry:${lane}`}, 0))`.catch(() => {});
    }
  };
  return withConnection(sql, work, { deadlineMs: tools.deadlineMs ?? DEADLINE_MS });
}

/** Handles a stored delivery, or writes down that it failed again. */
async function retry(sql: Sql, event: StoredEvent, tools: EngineTools): Promise<void> {
  try {
    const attempt = { delivery: deliveryOf(event), id: event.id, stored: true };
    await finish(sql, await transact(sql, [attempt], tools), tools);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (error instanceof NewerVersionError) {
      // However long the upgrade takes: nothing failed, so nothing is counted.
      tools.log.warn({ err: error, id: event.id, lane: event.lane }, 'engine.newer_version');
      const retryAt = new Date(tools.clock.now().getTime() + OTHER_NODE_DELAY_MS);
      return await waitForOtherNode(sql, event, { reason: describeError(error), retryAt });
    }
    const attempts = event.attempts + 1;
    const isDead = attempts >= MAX_ATTEMPTS;
    const retryAt = isDead ? null : new Date(tools.clock.now().getTime() + retryDelayMs(attempts));
    tools.log.error(
      { err: error, id: event.id, lane: event.lane, attempts },
      isDead ? 'engine.dead_letter' : 'engine.retry_failed',
    );
    await recordFailure(sql, event, { reason: describeError(error), retryAt });
  }
}
