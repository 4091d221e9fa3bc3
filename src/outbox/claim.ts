/** Takes the next promises of a lane: in order, and never past an earlier one to the same recipient. */
import { isBlocked } from '../consent/index.ts';
import type { Queries } from '../platform/database/index.ts';
import { CLAIM_MS } from './lease.ts';
import { senderOf } from './promise.ts';

/** A promise in a worker's hands. */
export interface Claimed {
  readonly id: string;
  readonly org_id: string | null;
  readonly conversation_id: string | null;
  readonly machine: string | null;
  readonly kind: string;
  readonly lane: string;
  readonly recipient: string;
  readonly payload: Record<string, unknown>;
  readonly attempts: number;
  readonly created_at: Date;
  /** An earlier attempt may have been done: ask before doing it again. */
  readonly was_unknown: boolean;
  /** The gate, asked again at the moment of sending. STOP by text stops calls as well, a do-not-call entry only calls. */
  readonly is_opted_out: boolean;
  /** Somebody's own text or call asked for it. Everything else keeps the recipient's quiet hours. */
  readonly is_answer: boolean;
  /** Of the organization. */
  readonly time_zone: string | null;
  /** No text can reach this phone, said the network with this code, and they have not texted us since. */
  readonly untextable_code: string | null;
  /** Where the trace of what it was promised for stands, if there is one. */
  readonly trace_parent: string | null;
  /** How many recipients of the lane waited when it was claimed, this one among them. */
  readonly waiting: number;
  /** The thread that hears how it went. */
  readonly our_number: string | null;
  readonly their_number: string | null;
}

/**
 * Answers before everything else, and in each of the two one organization after the other: one with thousands of promises
 * in a lane that others share has its turn as often as they, and no more.
 */
export function claimDue(sql: Queries, lane: string, limit: number, now: Date): Promise<Claimed[]> {
  return sql<Claimed[]>`
    WITH heads AS MATERIALIZED (
      ${headsOf(sql, lane)}
    ), next AS MATERIALIZED (
      SELECT id FROM (
        SELECT id, seq, is_answer, row_number() OVER (PARTITION BY is_answer, org_id COLLATE "C" ORDER BY seq) AS turn
        FROM heads WHERE status IN ('due', 'unknown') AND due_at <= ${now} AND NOT ${isUnheard(sql, lane)}
      ) turns ORDER BY is_answer DESC, turn, seq LIMIT ${limit}
    ), picked AS (
      SELECT o.id, o.status FROM next JOIN outbox o ON o.id = next.id
      WHERE o.status IN ('due', 'unknown') AND o.due_at <= ${now} FOR UPDATE OF o SKIP LOCKED
    )
    UPDATE outbox o SET status = 'claimed', attempts = o.attempts + 1,
      claimed_until = ${new Date(now.getTime() + CLAIM_MS)}
    FROM picked LEFT JOIN LATERAL (
      SELECT c.our_number, c.their_number FROM conversations c
      WHERE c.id = (SELECT p.conversation_id FROM outbox p WHERE p.id = picked.id)
    ) thread ON true
    WHERE o.id = picked.id
    RETURNING o.id, o.org_id, o.conversation_id, o.machine, o.kind, o.lane, o.recipient, o.payload, o.attempts,
      o.created_at, picked.status = 'unknown' AS was_unknown, thread.our_number, thread.their_number,
      o.is_answer, o.trace_parent, (SELECT count(*) FROM heads)::int AS waiting,
      (SELECT g.time_zone FROM organizations g WHERE g.id = o.org_id) AS time_zone,
      (SELECT u.code FROM untextable_phones u WHERE u.phone = o.recipient AND o.kind = 'sendText' AND NOT EXISTS (
        SELECT FROM messages m WHERE m.org_id = o.org_id AND m.their_number = o.recipient
          AND m.direction = 'inbound' AND m.created_at > u.at)) AS untextable_code,
      ${isBlocked(sql, {
        phone: sql`o.recipient`,
        orgId: sql`o.org_id`,
        ourNumber: sql`coalesce(o.payload ->> 'from', thread.our_number)`,
        isCall: sql`o.kind <> 'sendText'`,
      })} AS is_opted_out`.then((rows) => [...rows].sort((one, other) => (one.id < other.id ? -1 : 1)));
}

/**
 * When the lane has something to do next: a moment that may be in the past, or null when nothing is open. What is
 * held back by an earlier promise to the same recipient does not count.
 */
export async function nextDue(sql: Queries, lane: string): Promise<Date | null> {
  const rows = await sql<{ due_at: Date | null }[]>`
    SELECT min(due_at) AS due_at FROM (${headsOf(sql, lane)}) heads
    WHERE status IN ('due', 'unknown') AND NOT ${isUnheard(sql, lane)}`;
  return rows[0]?.due_at ?? null;
}

/** Whether the lane has anything to do by now: ends at the first that it finds, where `nextDue` walks through all of them. */
export async function hasDue(sql: Queries, lane: string, now: Date): Promise<boolean> {
  const rows = await sql`
    SELECT FROM (${headsOf(sql, lane)}) heads
    WHERE status IN ('due', 'unknown') AND due_at <= ${now} AND NOT ${isUnheard(sql, lane)} LIMIT 1`;
  return rows.length > 0;
}

/**
 * The first open promise of each recipient, answers before the others, so that nobody waits behind a reminder: one walk
 * along the index. Asking for every row whether an earlier one exists took 8 s for a lane of 20,000, because a plan that
 * was made while the lane was short walks it once a row. Locking comes after choosing for the same reason: 8 rows are
 * looked up and not 20,000.
 */
function headsOf(sql: Queries, lane: string) {
  return sql`
    SELECT DISTINCT ON (recipient) recipient, id, seq, status, due_at, is_answer, org_id FROM outbox
    WHERE lane = ${lane} AND status IN ('due', 'claimed', 'unknown') ORDER BY recipient, is_answer DESC NULLS LAST, seq`;
}

/**
 * The recipient of a head said something that a disk kept and that nobody has looked at yet: it may be STOP, so nothing
 * leaves before it is handled, some seconds after the database came back. A text that was tried and failed holds nobody back.
 */
function isUnheard(sql: Queries, lane: string) {
  const ourNumber = senderOf(lane) ?? '';
  return sql`(heads.recipient IN (
    SELECT substr(e.lane, length(${ourNumber}::text) + 2) FROM inbound_events e
    WHERE e.status = 'pending' AND e.attempts = 0 AND e.kind = 'text' AND starts_with(e.lane, ${`${ourNumber}>`})))`;
}
