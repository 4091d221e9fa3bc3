/** Nothing is stuck: soon after the last blow, nothing waits any more that could be done now. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { spoolSize } from '../../../src/inbox/index.ts';
import type { Sql } from '../../../src/platform/database/index.ts';
import type { NodeProcess } from '../../support/cluster/index.ts';

/** Of a line of the log: the error stands at its beginning. */
const MOST_SHOWN = 600;

/** What still waits, in words; empty when everything is done. */
export async function stillWaiting(sql: Sql, nodes: readonly NodeProcess[]): Promise<string[]> {
  const rows = await sql<{ what: string; count: number }[]>`
    SELECT 'promises ' || status || ' of ' || kind || coalesce(' (' || nullif(left(last_error, 60), '') || ')', '') AS what, count(*)::int AS count
    FROM outbox WHERE status IN ('claimed', 'unknown') OR (status = 'due' AND (attempts > 0 OR due_at <= now()))
    GROUP BY 1
    UNION ALL SELECT 'deliveries ' || status, count(*)::int FROM inbound_events WHERE status <> 'handled' GROUP BY 1
    UNION ALL SELECT 'timers overdue', count(*)::int FROM timers WHERE due_at < now() - interval '2 seconds'
    UNION ALL SELECT 'tasks ' || coalesce('held by ' || locked_by || ' since ' || date_trunc('second', now() - locked_at), 'overdue'), count(*)::int
      FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL OR (run_at <= now() AND attempts < max_attempts) GROUP BY 1
    UNION ALL SELECT 'tasks given up: ' || k.identifier || coalesce(' (' || left(j.last_error, 80) || ')', ''), count(*)::int
      FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks k ON k.id = j.task_id
      WHERE j.attempts >= j.max_attempts GROUP BY 1
    UNION ALL SELECT 'lists ' || status, count(*)::int FROM call_batches
      WHERE status NOT IN ('completed', 'cancelled', 'failed') GROUP BY 1
    UNION ALL SELECT 'calls ' || status || coalesce(' for ' || waits_for, ''), count(*)::int FROM agent_calls
      WHERE status IN ('queued', 'dialling', 'answered') GROUP BY 1
    UNION ALL SELECT 'follow-ups', count(*)::int FROM follow_ups WHERE status = 'pending'
    UNION ALL SELECT 'payers without a number while numbers are free', count(*)::int FROM subscriptions s
      JOIN organizations o ON o.id = s.org_id WHERE s.standing = 'active' AND o.twilio_number IS NULL
      AND EXISTS (SELECT FROM conversations c WHERE c.org_id = o.id AND c.machine = 'onboarding' AND c.state = 'S5_CONFIRM_LIVE')
      AND EXISTS (SELECT FROM phone_numbers n WHERE n.status = 'AVAILABLE' AND n.role = 'OPERATIONAL')`;
  const waiting = rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`);
  for (const node of nodes) {
    const { waitingBytes, rejectedBytes } = await spoolSize(join(dirname(node.logFile), 'spool'));
    if (rejectedBytes > 0) waiting.push(...(await rejectionsOf(node)));
    if (waitingBytes > 0) waiting.push(`a spool file of ${node.name}`);
  }
  return waiting;
}

/** What a node could neither take nor store, in the words of its log. */
async function rejectionsOf({ name, logFile }: NodeProcess): Promise<string[]> {
  const lines = (await readFile(logFile, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('spool.rejected'));
  // A node that was killed may not have come to say it.
  const said = lines.length > 0 ? lines : ['its log does not say why'];
  return said.map((line) => `a delivery that ${name} rejected: ${line.slice(0, MOST_SHOWN)}`);
}
