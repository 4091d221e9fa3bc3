/**
 * What stands in the database, measured when somebody scrapes: one statement over small partial indexes, at most once
 * in some seconds, never two at a time, and given up in time. Every node tells the same, so a query takes the maximum.
 */
import { Gauge } from 'prom-client';
import { spoolSize } from '../inbox/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { registry, spoolBytes } from '../platform/metrics/index.ts';

export interface GaugeTools {
  readonly sql: Sql;
  readonly spoolFolder: string;
}

/** 5 s: a scrape comes every 15 s as a rule; several scrapers share one look. */
const FRESH_MS = 5_000;
/** 2 s: Prometheus gives up after 10, and a database that takes longer is what `jobrun_database_up` is for. */
const PATIENCE_MS = 2_000;

const up = new Gauge({
  name: 'jobrun_database_up',
  help: '1 when the last look at the database was answered in time.',
  registers: [registry],
});
const gauge = (name: string, help: string) =>
  new Gauge({ name, help, labelNames: ['state'], registers: [registry] });

const series = {
  queue: gauge('jobrun_queue_tasks', 'Background tasks, by state.'),
  queue_age: gauge('jobrun_queue_oldest_seconds', 'Age of the oldest background task, by state.'),
  outbox: gauge('jobrun_outbox_promises', 'Promises that are not settled, by state.'),
  outbox_age: gauge('jobrun_outbox_oldest_seconds', 'How long the oldest promise has been due, by state.'),
  inbox: gauge('jobrun_inbox_events', 'Deliveries that wait for another try, and dead letters.'),
  inbox_age: gauge('jobrun_inbox_oldest_seconds', 'Age of the oldest such delivery, by state.'),
  messages: gauge('jobrun_messages_open', 'Texts of ours whose end is not known, by status.'),
  pool: gauge('jobrun_pool_numbers', 'Numbers of the pool, by status.'),
  waiting: gauge('jobrun_waiting_organizations', 'Payers who wait for a number.'),
} as const;

/** What is there even while there is none of it, so that an alert on it has something to look at. */
const ALWAYS: readonly (readonly [keyof typeof series, string])[] = [
  ...(['ready', 'later', 'running', 'failed'] as const).map((one) => ['queue', one] as const),
  ...(['due', 'later', 'claimed', 'unknown'] as const).map((one) => ['outbox', one] as const),
  ...(['pending', 'dead'] as const).map((one) => ['inbox', one] as const),
  ...(['available', 'assigned', 'quarantined', 'retired'] as const).map((one) => ['pool', one] as const),
  ['queue_age', 'ready'],
  ['outbox_age', 'due'],
  ['outbox_age', 'unknown'],
  ['waiting', 'numbers'],
];

/** Brings the gauges up to date. Never rejects: what could not be measured is absent, and `jobrun_database_up` is 0. */
export function createGauges({ sql, spoolFolder }: GaugeTools): () => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    const [rows, spool] = await Promise.all([measure(sql), spoolSize(spoolFolder)]);
    spoolBytes.set({ state: 'waiting' }, spool.waitingBytes);
    spoolBytes.set({ state: 'rejected' }, spool.rejectedBytes);
    clear();
    for (const [name, label] of ALWAYS) set(name, label, 0);
    for (const { name, label, total, age } of rows) {
      set(name, label, total);
      if (age !== null && `${name}_age` in series) set(`${name}_age` as keyof typeof series, label, age);
    }
    up.set(1);
    lookedAt = performance.now();
  }

  function giveUp(): void {
    clear();
    up.set(0);
  }

  return async () => {
    if (performance.now() - lookedAt < FRESH_MS) return;
    looking ??= look()
      .catch(giveUp)
      .finally(() => {
        looking = null;
      });
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      giveUp();
      late.resolve();
    }, PATIENCE_MS);
    await Promise.race([looking, late.promise]).finally(() => clearTimeout(timer));
  };
}

function set(name: keyof typeof series, state: string, value: number): void {
  series[name].set({ state }, value);
}

function clear(): void {
  for (const one of Object.values(series)) one.reset();
}

interface Measured {
  readonly name: 'queue' | 'outbox' | 'inbox' | 'messages' | 'pool' | 'waiting';
  readonly label: string;
  readonly total: number;
  /** Seconds of the oldest. */
  readonly age: number | null;
}

function measure(sql: Sql): Promise<readonly Measured[]> {
  return sql.begin('READ ONLY', async (tx) => {
    await tx`SELECT set_config('statement_timeout', ${String(PATIENCE_MS)}, true)`;
    return await tx<Measured[]>`
      SELECT 'queue' AS name, CASE WHEN locked_at IS NOT NULL THEN 'running' WHEN attempts >= max_attempts THEN 'failed'
          WHEN run_at > now() THEN 'later' ELSE 'ready' END AS label,
        count(*)::float8 AS total, greatest(0, extract(epoch FROM now() - min(run_at)))::float8 AS age
      FROM graphile_worker._private_jobs GROUP BY 2
      UNION ALL
      SELECT 'outbox', CASE WHEN status = 'due' AND due_at > now() THEN 'later' ELSE status END, count(*),
        greatest(0, extract(epoch FROM now() - min(due_at)))
      FROM outbox WHERE status IN ('due', 'claimed', 'unknown') GROUP BY 2
      UNION ALL
      SELECT 'inbox', 'pending', count(*), extract(epoch FROM now() - min(received_at))
      FROM inbound_events WHERE status = 'pending'
      UNION ALL
      SELECT 'inbox', 'dead', count(*), extract(epoch FROM now() - min(received_at))
      FROM inbound_events WHERE status = 'dead'
      UNION ALL
      SELECT 'messages', status, count(*), NULL FROM messages
      WHERE direction = 'outbound' AND ended_at IS NULL GROUP BY status
      UNION ALL
      SELECT 'pool', lower(status), count(*), NULL FROM phone_numbers WHERE role = 'OPERATIONAL' GROUP BY status
      UNION ALL
      SELECT 'waiting', 'numbers', count(*), NULL FROM organizations
      WHERE waiting_since IS NOT NULL AND twilio_number IS NULL AND payment_active`;
  });
}
