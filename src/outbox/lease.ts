/** One holder at a time keeps the promises of a lane: a lease in the database, so that any node may hold it. */
import type { Queries } from '../platform/database/index.ts';

/** 10 s: a dead holder's lane moves on that soon. A living one renews it every 3 s, also during a long attempt. */
export const LEASE_MS = 10_000;
export const HEARTBEAT_MS = 3_000;

/**
 * 30 s: longer than any single attempt may take (a text: asking and sending, 10 s each; a call: looking for it and dialling,
 * 29 s at the very most), with room for writing down how it went. So long nobody else touches a claimed promise, whoever
 * keeps the lane meanwhile; its recipient waits, the others do not.
 */
export const CLAIM_MS = 30_000;

export interface Lease {
  /** The theoretical arrival time of the lane's rate: no segment is owed before it. */
  readonly nextAt: Date;
}

/**
 * Takes the lane, or resolves to null when somebody else has it. What a dead holder had claimed becomes `unknown` when
 * its claim is over: it may have left, so it must be asked about before it is done again.
 */
export async function takeLease(
  sql: Queries,
  lane: string,
  holder: string,
  now: Date,
): Promise<Lease | null> {
  const until = new Date(now.getTime() + LEASE_MS);
  const rows = await sql<{ next_at: Date }[]>`
    WITH taken AS (
      INSERT INTO outbox_lanes AS l (lane, holder, leased_until, next_at) VALUES (${lane}, ${holder}, ${until}, ${now})
      ON CONFLICT (lane) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
      WHERE l.leased_until <= ${now} OR l.holder = ${holder}
      RETURNING next_at
    ), orphaned AS (
      UPDATE outbox SET status = 'unknown', claimed_until = NULL, due_at = ${now}
      WHERE lane = ${lane} AND status = 'claimed' AND claimed_until <= ${now} AND EXISTS (SELECT FROM taken)
    )
    SELECT next_at FROM taken`;
  return rows[0] ? { nextAt: rows[0].next_at } : null;
}

/** Resolves to false when the lane has become somebody else's: this holder was away for too long. */
export async function renewLease(sql: Queries, lane: string, holder: string, now: Date): Promise<boolean> {
  const { count } = await sql`
    UPDATE outbox_lanes SET leased_until = ${new Date(now.getTime() + LEASE_MS)} WHERE lane = ${lane} AND holder = ${holder}`;
  return count > 0;
}

export async function releaseLease(
  sql: Queries,
  lane: string,
  holder: string,
  state: { readonly now: Date; readonly nextAt: Date },
): Promise<void> {
  await sql`UPDATE outbox_lanes SET leased_until = ${state.now}, next_at = ${state.nextAt} WHERE lane = ${lane} AND holder = ${holder}`;
}
