/**
 * The hands of the clock. The network lives 20 times as fast as we do; what the service waits for on its account (the next
 * question about a call, the next try, a follow-up) is measured in real minutes. Here it becomes due after some seconds.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../../src/platform/database/index.ts';

/** 5 s: more than the minute that a look for a call waits, at the network's pace: 60 s / 20. */
const WAITED_MS = 5_000;
const EVERY_MS = 500;

interface Waiting {
  readonly what: 'look' | 'call' | 'follow_up' | 'question';
  readonly id: string;
  /** The same wait: another one has another number or time. */
  readonly wait: string;
}

/** Until `stopping`. What lies ahead while the database is away is moved when it is back. */
export async function turnHands(sql: Sql, stopping: AbortSignal): Promise<void> {
  const since = new Map<string, number>();
  while (!stopping.aborted) {
    await turn(sql, since).catch(() => {});
    await delay(EVERY_MS, undefined, { signal: stopping }).catch(() => {});
  }
}

async function turn(sql: Sql, since: Map<string, number>): Promise<void> {
  const waiting = await lookAhead(sql);
  const names = new Set(waiting.map(({ wait }) => wait));
  for (const name of since.keys()) if (!names.has(name)) since.delete(name);
  for (const { wait } of waiting) if (!since.has(wait)) since.set(wait, performance.now());
  const over = waiting.filter(({ wait }) => performance.now() - (since.get(wait) ?? Infinity) > WAITED_MS);
  const ids = (what: Waiting['what']) => over.filter((one) => one.what === what).map(({ id }) => id);
  await sql`UPDATE outbox SET due_at = now() WHERE id::text = ANY (${ids('look')}) AND status = 'unknown'`;
  await sql`UPDATE agent_calls SET not_before = now() WHERE id::text = ANY (${ids('call')}) AND status = 'queued'`;
  await sql`UPDATE follow_ups SET scheduled_for = now() WHERE id::text = ANY (${ids('follow_up')}) AND status = 'pending'`;
  await sql`UPDATE timers SET due_at = now() WHERE conversation_id::text = ANY (${ids('question')}) AND due_at > now()`;
}

/** Whatever is ahead; what is due already is the service's own business. */
function lookAhead(sql: Sql): Promise<Waiting[]> {
  return sql<Waiting[]>`
    SELECT 'look' AS what, id::text AS id, id || ' look ' || attempts AS wait FROM outbox
      WHERE kind = 'placeAgentCall' AND status = 'unknown' AND due_at > now()
    UNION ALL SELECT 'call', id::text, id || ' turn ' || turn FROM agent_calls
      WHERE status = 'queued' AND waits_for IN ('retry', 'earlier_call') AND not_before > now()
    UNION ALL SELECT 'follow_up', id::text, id || ' ' || scheduled_for FROM follow_ups
      WHERE status = 'pending' AND scheduled_for > now()
    UNION ALL SELECT 'question', t.conversation_id::text, t.conversation_id || ' step ' || t.step FROM timers t
      JOIN conversations c ON c.id = t.conversation_id
      WHERE c.machine = 'call-outcome' AND c.state IN ('ringing', 'live') AND t.due_at > now()`;
}
