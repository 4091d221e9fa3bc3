/** Reads stored deliveries back: what waits, what is dead, one in full; and sets a dead one going again. */
import { z } from 'zod';
import type { Queries } from '../platform/database/index.ts';
import { type Delivery, numbersOfLane, type Occurrence, type Provider } from './delivery.ts';

export interface StoredEvent {
  readonly id: string;
  readonly provider: Provider;
  readonly provider_event_id: string;
  readonly kind: string;
  readonly org_id: string | null;
  readonly lane: string;
  readonly payload: unknown;
  readonly answer: string;
  readonly status: 'handled' | 'pending' | 'dead';
  readonly outcome: string | null;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly retry_at: Date | null;
  readonly received_at: Date;
  readonly handled_at: Date | null;
}

const storedPayload = z.object({
  isTextable: z.boolean(),
  orgId: z.string().nullable(),
  occurrence: z.looseObject({ kind: z.enum(['text', 'call', 'call_report', 'machine', 'timer', 'receipt']) }),
});

/** The delivery that was stored. Its payload was written by this service, so only its outline is checked again. */
export function deliveryOf(event: StoredEvent): Delivery {
  const { isTextable, orgId, occurrence } = storedPayload.parse(event.payload);
  const { ourNumber, theirNumber } = numbersOfLane(event.lane);
  return {
    provider: event.provider,
    providerEventId: event.provider_event_id,
    ourNumber,
    theirNumber,
    ...(orgId === null ? {} : { orgId }),
    isTextable,
    occurrence: trusted(occurrence),
    receivedAt: event.received_at,
    answer: () => event.answer,
  };
}

/** Safe because only `Occurrence` values are ever written into `inbound_events.payload`. */
function trusted(occurrence: { kind: string }): Occurrence {
  return occurrence as Occurrence;
}

/** The oldest waiting delivery of a lane. */
export async function firstPending(sql: Queries, lane: string): Promise<StoredEvent | null> {
  const rows = await sql<StoredEvent[]>`
    SELECT * FROM inbound_events WHERE lane = ${lane} AND status = 'pending' ORDER BY id LIMIT 1`;
  return rows[0] ?? null;
}

/** Deliveries in a status, oldest first. */
export function listStored(sql: Queries, status: 'pending' | 'dead', limit: number): Promise<StoredEvent[]> {
  return sql<StoredEvent[]>`
    SELECT * FROM inbound_events WHERE status = ${status} ORDER BY id LIMIT ${limit}`.then((rows) => [
    ...rows,
  ]);
}

/** One delivery by our id or by the provider's. */
export async function findStored(sql: Queries, id: string): Promise<StoredEvent | null> {
  const rows = await sql<StoredEvent[]>`
    SELECT * FROM inbound_events WHERE id::text = ${id} OR provider_event_id = ${id} LIMIT 1`;
  return rows[0] ?? null;
}

/** Sets a dead or waiting delivery going again, now. False when there is nothing to replay: replaying is idempotent. */
export async function replay(sql: Queries, id: string): Promise<boolean> {
  const rows = await sql`
    WITH revived AS (
      UPDATE inbound_events SET status = 'pending', attempts = 0, retry_at = clock_timestamp()
      WHERE id::text = ${id} AND status IN ('dead', 'pending') RETURNING lane
    )
    SELECT graphile_worker.add_job('retry_lane', json_build_object('lane', lane), job_key => 'retry:' || lane) FROM revived`;
  return rows.length > 0;
}

/** Lanes whose waiting deliveries are overdue: their wake-up was lost. */
export async function overdueLanes(sql: Queries, now: Date, limit: number): Promise<string[]> {
  const rows = await sql<{ lane: string }[]>`
    SELECT DISTINCT lane FROM inbound_events WHERE status = 'pending' AND retry_at < ${now} LIMIT ${limit}`;
  return rows.map(({ lane }) => lane);
}

/** Leaves a delivery to a node of a newer version: it waits on, without a try counted against it. */
export async function waitForOtherNode(
  sql: Queries,
  event: StoredEvent,
  { reason, retryAt }: { readonly reason: string; readonly retryAt: Date },
): Promise<void> {
  await sql`
    WITH waiting AS (
      UPDATE inbound_events SET last_error = ${reason}, retry_at = ${retryAt} WHERE id = ${event.id} RETURNING lane
    )
    SELECT graphile_worker.add_job('retry_lane', json_build_object('lane', lane), run_at => ${retryAt}::timestamptz,
      job_key => 'retry:' || lane) FROM waiting`;
}

/** Writes down another failed try; after the last one the delivery lies in the dead letters. */
export async function recordFailure(
  sql: Queries,
  event: StoredEvent,
  failure: { readonly reason: string; readonly retryAt: Date | null },
): Promise<void> {
  const status = failure.retryAt === null ? 'dead' : 'pending';
  await sql`
    WITH failed AS (
      UPDATE inbound_events SET attempts = attempts + 1, last_error = ${failure.reason}, status = ${status},
        outcome = ${status}, retry_at = ${failure.retryAt}
      WHERE id = ${event.id} RETURNING lane
    )
    SELECT graphile_worker.add_job('retry_lane', json_build_object('lane', lane),
      run_at => coalesce(${failure.retryAt}::timestamptz, now()), job_key => 'retry:' || lane) FROM failed`;
}
