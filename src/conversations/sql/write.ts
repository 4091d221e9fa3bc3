/** The last statement of the transaction: everything that a batch decided, one statement, each table touched once. */
import type { Sql } from '../../platform/database/index.ts';
import type { Writes } from './rows.ts';

/**
 * Twilio's ranks of a message status; kept in SQL beside the TypeScript of `outbox/receipts`, because the
 * comparison must be made on the row as it is now.
 */
const RANK = `CASE o.delivery_status WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 WHEN 'sent' THEN 3
  WHEN 'delivered' THEN 4 WHEN 'undelivered' THEN 4 WHEN 'failed' THEN 4 WHEN 'canceled' THEN 4 ELSE 0 END`;

type Fragment = ReturnType<Sql>;

/** What happens to one table, as a part of the statement; `rows` is the name of its JSON parameter. */
const parts: { readonly [Table in keyof Writes]: (sql: Sql, json: string) => Fragment } = {
  newOrganizations: (sql, json) => sql`
    organization_inserts AS (
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, region, pay_token, name, owner_name, trade,
      location, notification_preference, onboarded_at)
    SELECT id, owner_phone, owner_phone, region, pay_token, name, owner_name, trade, location, notification_preference,
      onboarded_at
    FROM json_to_recordset(${json}::text::json) AS x(id text, owner_phone text, region text,
      pay_token text, name text, owner_name text, trade text, location text, notification_preference text,
      onboarded_at timestamptz)
    )`,
  organizations: (sql, json) => sql`
    organization_updates AS (
    UPDATE organizations o SET name = coalesce(x.name, o.name), owner_name = coalesce(x.owner_name, o.owner_name),
      trade = coalesce(x.trade, o.trade), location = coalesce(x.location, o.location),
      notification_preference = coalesce(x.notification_preference, o.notification_preference),
      onboarded_at = coalesce(o.onboarded_at, x.onboarded_at)
    FROM json_to_recordset(${json}::text::json) AS x(id text, name text, owner_name text, trade text,
      location text, notification_preference text, onboarded_at timestamptz)
    WHERE o.id = x.id
    )`,
  events: (sql, json) => sql`
    event_inserts AS (
    INSERT INTO inbound_events (id, provider, provider_event_id, kind, org_id, lane, payload, answer, status, outcome,
      received_at, handled_at, retry_at)
    SELECT id, provider, provider_event_id, kind, org_id, lane, payload, answer, status, outcome, received_at,
      CASE WHEN status = 'handled' THEN clock_timestamp() END, CASE WHEN status = 'pending' THEN clock_timestamp() END
    FROM json_to_recordset(${json}::text::json) AS x(id uuid, provider text, provider_event_id text, kind text,
      org_id text, lane text, payload jsonb, answer text, status text, outcome text, received_at timestamptz)
    )`,
  finishedEvents: (sql, json) => sql`
    finished_events AS (
    UPDATE inbound_events e SET status = 'handled', outcome = x.outcome, org_id = coalesce(e.org_id, x.org_id),
      handled_at = clock_timestamp(), retry_at = NULL
    FROM json_to_recordset(${json}::text::json) AS x(id uuid, org_id text, outcome text)
    WHERE e.id = x.id
    )`,
  newConversations: (sql, json) => sql`
    conversation_inserts AS (
    INSERT INTO conversations (id, org_id, our_number, their_number, machine, machine_version, state, context, step)
    SELECT id, org_id, our_number, their_number, machine, machine_version, state, context, step
    FROM json_to_recordset(${json}::text::json) AS x(id uuid, org_id text, our_number text,
      their_number text, machine text, machine_version int, state text, context jsonb, step int)
    )`,
  conversations: (sql, json) => sql`
    conversation_updates AS (
    UPDATE conversations c SET machine_version = x.machine_version, state = x.state, context = x.context,
      step = x.step, updated_at = clock_timestamp()
    FROM json_to_recordset(${json}::text::json) AS x(id uuid, machine_version int, state text,
      context jsonb, step int)
    WHERE c.id = x.id
    )`,
  transitions: (sql, json) => sql`
    transition_inserts AS (
    INSERT INTO transitions (conversation_id, org_id, step, inbound_event_id, event, from_state, to_state, effects, at)
    SELECT conversation_id, org_id, step, inbound_event_id, event, from_state, to_state, effects, at
    FROM json_to_recordset(${json}::text::json) AS x(conversation_id uuid, org_id text, step int,
      inbound_event_id uuid, event jsonb, from_state text, to_state text, effects jsonb, at timestamptz)
    )`,
  promises: (sql, json) => sql`
    promise_inserts AS (
    INSERT INTO outbox (id, org_id, conversation_id, machine, kind, lane, recipient, payload, status)
    SELECT id, org_id, conversation_id, machine, kind, lane, recipient, payload, status
    FROM json_to_recordset(${json}::text::json) AS x(id uuid, org_id text, conversation_id uuid,
      machine text, kind text, lane text, recipient text, payload jsonb, status text)
    )`,
  timersToCancel: (sql, json) => sql`
    timer_deletes AS (
    DELETE FROM timers t USING json_to_recordset(${json}::text::json) AS x(conversation_id uuid, name text)
    WHERE t.conversation_id = x.conversation_id AND t.name = x.name
    )`,
  timersToSet: (sql, json) => sql`
    timer_upserts AS (
    INSERT INTO timers (conversation_id, name, org_id, step, event, delay_ms, after_promise, due_at)
    SELECT conversation_id, name, org_id, step, event, delay_ms, after_promise, due_at
    FROM json_to_recordset(${json}::text::json) AS x(conversation_id uuid, name text, org_id text,
      step int, event jsonb, delay_ms bigint, after_promise uuid, due_at timestamptz)
    ON CONFLICT (conversation_id, name) DO UPDATE SET step = excluded.step, event = excluded.event,
      delay_ms = excluded.delay_ms, after_promise = excluded.after_promise, due_at = excluded.due_at
    )`,
  receipts: (sql, json) => sql`
    receipt_updates AS (
    UPDATE outbox o SET delivery_status = x.status, error_code = coalesce(x.error_code, o.error_code),
      provider_id = coalesce(o.provider_id, x.provider_id),
      status = CASE WHEN o.status IN ('claimed', 'unknown') THEN 'kept' ELSE o.status END,
      kept_at = coalesce(o.kept_at, clock_timestamp())
    FROM json_to_recordset(${json}::text::json) AS x(promise_id uuid, provider_id text, status text,
      rank int, error_code text)
    WHERE o.id = coalesce(x.promise_id, (SELECT p.id FROM outbox p WHERE p.provider_id = x.provider_id LIMIT 1))
      AND x.rank > ${sql.unsafe(RANK)}
    )`,
  wakeUps: (sql, json) => sql`
    woken AS (
    SELECT graphile_worker.add_jobs(array_agg(
      json_populate_record(NULL::graphile_worker.job_spec, json_build_object('identifier', x.identifier,
        'payload', x.payload, 'job_key', x.job_key)))) AS jobs
    FROM json_to_recordset(${json}::text::json) AS x(identifier text, payload json, job_key text)
    HAVING count(*) > 0
    )`,
};

/** Tables that a batch does not touch cost nothing: their part is left out, and each combination is prepared once. */
export function writeAll(sql: Sql, writes: Writes) {
  const names = (Object.keys(parts) as (keyof Writes)[]).filter((name) => writes[name].length > 0);
  const [first, ...others] = names.map((name) => parts[name](sql, JSON.stringify(writes[name])));
  if (!first) return sql`SELECT 1`;
  const all = others.reduce((before, part) => sql`${before}, ${part}`, first);
  // A SELECT that nobody reads is not run; the others are.
  return writes.wakeUps.length > 0 ? sql`WITH ${all} SELECT count(*) FROM woken` : sql`WITH ${all} SELECT 1`;
}
