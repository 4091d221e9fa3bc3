/** Wakes the conversations whose timers came due. */
import type { MachineEvent, MachineName } from '../../machines/step/index.ts';
import type { Advance } from '../inbox/delivery.ts';
import type { Sql } from '../platform/database/index.ts';

/** 100 a round: a round is repeated at once while it is full. */
const ROUND = 100;
/** 60 s: who claimed a timer and died leaves it to the next after that long. */
const CLAIM_S = 60;

interface DueTimer {
  readonly conversation_id: string;
  readonly name: string;
  readonly step: number;
  readonly event: MachineEvent;
  readonly org_id: string;
  readonly our_number: string;
  readonly their_number: string;
  readonly machine: MachineName;
}

/** Fires what is due at `now`; any number of nodes may do so at once. Resolves to how many were fired. */
export async function fireDueTimers(sql: Sql, advance: Advance, now: Date): Promise<number> {
  let fired = 0;
  for (;;) {
    const due = await sql<DueTimer[]>`
      UPDATE timers t SET due_at = ${now}::timestamptz + make_interval(secs => ${CLAIM_S})
      FROM (
        SELECT conversation_id, name FROM timers WHERE due_at <= ${now} ORDER BY due_at LIMIT ${ROUND} FOR UPDATE SKIP LOCKED
      ) AS due
      JOIN conversations c ON c.id = due.conversation_id
      WHERE t.conversation_id = due.conversation_id AND t.name = due.name
      RETURNING t.conversation_id, t.name, t.step, t.event, c.org_id, c.our_number, c.their_number, c.machine`;
    await Promise.all(due.map((timer) => fire(advance, timer, now)));
    fired += due.length;
    if (due.length < ROUND) return fired;
  }
}

function fire(advance: Advance, timer: DueTimer, now: Date) {
  return advance({
    provider: 'jobrun',
    providerEventId: `timer:${timer.conversation_id}:${timer.name}:${timer.step}`,
    ourNumber: timer.our_number,
    theirNumber: timer.their_number,
    orgId: timer.org_id,
    isTextable: true,
    occurrence: {
      kind: 'timer',
      machine: timer.machine,
      conversationId: timer.conversation_id,
      name: timer.name,
      step: timer.step,
      event: timer.event,
    },
    receivedAt: now,
    answer: () => '',
  });
}

/**
 * Starts the timers whose text has left without its keeper writing that down: the keeper died, or never got the
 * carrier's answer, and it was a receipt that told us.
 */
export async function startForgottenTimers(sql: Sql): Promise<void> {
  await sql`
    UPDATE timers t SET due_at = o.kept_at + t.delay_ms * interval '1 millisecond', after_promise = NULL
    FROM outbox o
    WHERE t.after_promise = o.id AND o.status IN ('kept', 'failed', 'suppressed')`;
}
