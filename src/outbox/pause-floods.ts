/**
 * Holds back an organization that promises more texts than anybody reads: a robot that rings all night, an import that
 * went wrong. Nothing is lost: its promises are put off, and leave when the flood is over.
 *
 * It is a round of the ticker and no part of promising or claiming, which therefore cost what they cost without it. The
 * brake is not exact: until the next round a number may send some more, at its rate.
 */
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import type { Log } from '../platform/log.ts';
import type { Ring } from './alerts/index.ts';
import { senderLane } from './promise.ts';

export interface PauseTools {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Log;
  readonly ring: Ring;
  /** Its lane is shared by all organizations. E.164. */
  readonly onboardingNumber: string;
  /** How many texts an organization may promise within ten minutes. */
  readonly textsPerTenMinutes: number;
}

/** Also the length of a pause, counted from the last round that saw the flood: so it does not begin anew every minute. */
const WINDOW_MS = 10 * 60_000;
/** 1 minute: a pause that has so much of its ten left is not written anew. */
const FRESH_MS = 60_000;
/** 1 minute between the clocks of the nodes, which make the ids, and that of the database. */
const CLOCK_SKEW_MS = 60_000;

export async function pauseFloods(tools: PauseTools): Promise<void> {
  for (const { orgId, texts, until, isNew } of await findFloods(tools)) {
    if (isNew) await tools.ring('tenant_floods', { orgId, texts, until });
  }
  for (const { orgId, texts, until } of await putOff(tools)) {
    tools.log.info({ orgId, decision: 'paused', texts, until }, 'twilio.messaging');
  }
}

interface Flood {
  readonly orgId: string;
  readonly texts: number;
  readonly until: Date;
  /** The pause begins. One node sees it so, because each waits for the other's row. */
  readonly isNew: boolean;
}

/** The ids of messages begin with their time (UUIDv7), so the last ten minutes are the end of the primary key. */
function findFloods({ sql, clock, textsPerTenMinutes }: PauseTools): Promise<Flood[]> {
  const now = clock.now();
  const since = new Date(now.getTime() - WINDOW_MS);
  const until = new Date(now.getTime() + WINDOW_MS);
  return sql<Flood[]>`
    WITH flooding AS MATERIALIZED (
      SELECT org_id, count(*)::int AS texts FROM messages
      WHERE id >= ${firstIdOf(since.getTime() - CLOCK_SKEW_MS)}::uuid AND created_at > ${since}
        AND direction = 'outbound' AND status <> 'suppressed' AND org_id IS NOT NULL
      GROUP BY org_id HAVING count(*) > ${textsPerTenMinutes}
    ), locked AS MATERIALIZED (
      SELECT o.id, o.texts_paused_until, flooding.texts FROM organizations o JOIN flooding ON flooding.org_id = o.id
      ORDER BY o.id FOR NO KEY UPDATE OF o
    )
    UPDATE organizations o SET texts_paused_until = ${until} FROM locked
    WHERE o.id = locked.id
      AND (locked.texts_paused_until IS NULL OR locked.texts_paused_until < ${until}::timestamptz - ${FRESH_MS} * interval '1 millisecond')
    RETURNING o.id AS "orgId", locked.texts, o.texts_paused_until AS until,
      locked.texts_paused_until IS NULL OR locked.texts_paused_until <= ${now} AS "isNew"`.then((rows) => [
    ...rows,
  ]);
}

/** The smallest UUIDv7 of a moment: 48 bits of milliseconds, then the version and the variant (RFC 9562). */
function firstIdOf(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

interface PutOff {
  readonly orgId: string;
  readonly texts: number;
  readonly until: Date;
}

/**
 * What leaves all the same: the confirmation of a STOP, which the law wants within minutes, and the owner's own words,
 * which no automat wrote. What stands before a confirmation to the same phone would hold it up, so it is let go: the
 * gate stops it. What another node is just putting off or claiming is left to it.
 */
function putOff({ sql, clock, onboardingNumber }: PauseTools): Promise<PutOff[]> {
  const now = clock.now();
  return sql<PutOff[]>`
    WITH put_off AS (
      UPDATE outbox p SET due_at = CASE WHEN chosen.is_let_go THEN ${now} ELSE chosen.until END
      FROM (
        SELECT o.id, waiting.id AS promise_id, o.texts_paused_until AS until, waiting.is_let_go FROM organizations o
        CROSS JOIN LATERAL (
          SELECT w.id, told.is_let_go FROM outbox w CROSS JOIN LATERAL (
            SELECT EXISTS (
              SELECT FROM outbox c WHERE c.lane = w.lane AND c.recipient = w.recipient
                AND c.status IN ('due', 'claimed', 'unknown') AND c.payload ->> 'confirmsOptOut' = 'true') AS is_let_go
          ) told
          WHERE w.lane IN (${senderLane(onboardingNumber)}, ${senderLane('')} || o.twilio_number) AND w.org_id = o.id
            AND w.status = 'due' AND w.kind = 'sendText' AND w.payload ->> 'confirmsOptOut' IS DISTINCT FROM 'true'
            AND w.payload ->> 'text' IS DISTINCT FROM 'ownerWords'
            AND CASE WHEN told.is_let_go THEN w.due_at > ${now} ELSE w.due_at < o.texts_paused_until END
          FOR NO KEY UPDATE OF w SKIP LOCKED
        ) waiting
        WHERE o.texts_paused_until > ${now}
      ) chosen
      WHERE p.id = chosen.promise_id
      RETURNING p.org_id, chosen.until, chosen.is_let_go
    )
    SELECT org_id AS "orgId", count(*)::int AS texts, min(until) AS until FROM put_off WHERE NOT is_let_go
    GROUP BY org_id`.then((rows) => [...rows]);
}
