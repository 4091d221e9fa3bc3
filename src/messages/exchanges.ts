/** The log of the wire: every exchange with a provider, redacted, written in small batches beside the work, kept a week. */
import { createBatcher } from '../platform/batcher.ts';
import type { Queries, Sql } from '../platform/database/index.ts';
import { type Exchange, type RecordExchange, redactedBody } from '../platform/exchange.ts';
import type { Log } from '../platform/log.ts';

const MAX_BATCH = 100;
/** 1,000: when the database is slower than the wire, the log of the wire is what may be incomplete. */
const MOST_WAITING = 1_000;
const KEPT_DAYS = 7;
/** 5,000 a round: a short statement, and the next round takes the rest. */
const FORGOTTEN_A_ROUND = 5_000;

export interface ExchangeLog {
  readonly record: RecordExchange;
  /** Resolves when everything is written. */
  idle(): Promise<void>;
}

export function createExchangeLog(sql: Sql, log: Log): ExchangeLog {
  let waiting = 0;
  const write = createBatcher<Exchange, null>(async (batch) => {
    await insert(sql, batch);
    return batch.map(() => ({ value: null }));
  }, MAX_BATCH);
  return {
    record: (exchange) => {
      if (waiting >= MOST_WAITING) return;
      waiting += 1;
      write(exchange)
        .catch((error: unknown) => log.debug({ err: error }, 'outbox.exchange_not_recorded'))
        .finally(() => {
          waiting -= 1;
        });
    },
    idle: () => write.idle(),
  };
}

async function insert(sql: Sql, batch: readonly Exchange[]): Promise<void> {
  const rows = batch.map((one) => ({
    ...{ provider: one.provider, promise_id: one.promiseId, org_id: one.orgId ?? null },
    ...{ method: one.method, path: one.path },
    ...{ status: one.status, duration_ms: Math.round(one.durationMs), at: one.at.toISOString() },
    ...{ request: redactedBody(one.request), response: redactedBody(one.response) },
  }));
  await sql`
    INSERT INTO provider_exchanges (provider, promise_id, org_id, method, path, status, duration_ms, request, response, at)
    SELECT x.provider, x.promise_id, coalesce(x.org_id, (SELECT m.org_id FROM messages m WHERE m.id = x.promise_id)),
      x.method, x.path, x.status, x.duration_ms, x.request, x.response, x.at
    FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS x(provider text, promise_id uuid, org_id text,
      method text, path text, status int, duration_ms int, request jsonb, response jsonb, at timestamptz)`;
}

/** Throws away what is older than a week. */
export async function forgetExchanges(sql: Queries, now: Date): Promise<void> {
  await sql`
    DELETE FROM provider_exchanges WHERE id IN (
      SELECT id FROM provider_exchanges WHERE at < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS})
      ORDER BY at LIMIT ${FORGOTTEN_A_ROUND})`;
}
