/**
 * A list that is not taken in to its end: nobody on it is called, and the batch says why. Whoever takes a list in shows by
 * a lease that they live; a process that was killed, or lost the database, lets it run out.
 */
import { forgetRequestsFor } from '../identity/index.ts';
import type { Queries } from '../platform/database/index.ts';
import type { BatchRef, OutboundTools } from './types.ts';

/** 20 s: a restart of PostgreSQL is over by then. A living importer renews it every 5 s, however slow the upload. */
const LEASE_MS = 20_000;
const HEARTBEAT_MS = 5_000;
/** 5 min: as long as a request may take, for a batch of a version that knew no leases. */
const WITHOUT_LEASE_MINUTES = 5;
/** 100 a round: the next round is some seconds away. */
const ROUND = 100;

export const BROKEN_OFF =
  'The list was not taken in to its end: the upload broke off, or the service was interrupted. Nobody on it is called; send it again.';

type Tools = Pick<OutboundTools, 'sql' | 'clock'>;

export const importLeaseEnd = (now: Date) => new Date(now.getTime() + LEASE_MS);

/** Keeps the lease while `work` is under way. A beat that fails is followed by the next one. */
export async function whileImporting<Result>(
  { sql, clock }: Tools,
  { orgId, batchId }: BatchRef,
  work: () => Promise<Result>,
): Promise<Result> {
  const beat = () =>
    sql`UPDATE call_batches SET importing_until = ${importLeaseEnd(clock.now())}
      WHERE id = ${batchId} AND org_id = ${orgId} AND status = 'importing'`;
  const beating = setInterval(() => void beat().catch(() => {}), HEARTBEAT_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(beating);
  }
}

/** False: it was started, or had ended, already. */
export async function giveUpImport({ sql, clock }: Tools, batch: BatchRef, reason: string): Promise<boolean> {
  return await sql.begin((tx) => fail(tx, batch, { reason, now: clock.now(), isAbandoned: false }));
}

/** Ends the imports whose importer is gone. Any number of nodes may do so at once. Resolves to the batches. */
export async function abandonImports({ sql, clock }: Tools): Promise<readonly BatchRef[]> {
  const now = clock.now();
  const batches = await sql<BatchRef[]>`
    SELECT id AS "batchId", org_id AS "orgId" FROM call_batches
    WHERE status = 'importing' AND ${isOver(sql, now)} ORDER BY created_at LIMIT ${ROUND}`;
  const abandoned: BatchRef[] = [];
  for (const batch of batches) {
    const ending = { reason: BROKEN_OFF, now, isAbandoned: true };
    if (await sql.begin((tx) => fail(tx, batch, ending))) abandoned.push(batch);
  }
  return abandoned;
}

const isOver = (sql: Queries, now: Date) =>
  sql`coalesce(importing_until, created_at + make_interval(mins => ${WITHOUT_LEASE_MINUTES})) <= ${now}`;

interface Ending {
  readonly reason: string;
  readonly now: Date;
  /** Only if its lease is over still. */
  readonly isAbandoned: boolean;
}

/** Its Idempotency-Key is forgotten with it: the same request begins anew instead of finding this batch. */
async function fail(
  tx: Queries,
  { orgId, batchId }: BatchRef,
  { reason, now, isAbandoned }: Ending,
): Promise<boolean> {
  const failed = await tx`
    UPDATE call_batches SET status = 'failed', end_reason = ${reason}, ended_at = ${now}
    WHERE id = ${batchId} AND org_id = ${orgId} AND status = 'importing' AND ${isAbandoned ? isOver(tx, now) : tx`true`}
    RETURNING 1`;
  if (failed.length === 0) return false;
  await tx`UPDATE batch_recipients SET outcome = 'cancelled' WHERE batch_id = ${batchId} AND outcome = 'pending'`;
  await forgetRequestsFor(tx, { orgId, subjectId: batchId });
  return true;
}
