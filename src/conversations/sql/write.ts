/** The last statement of the transaction: everything that a batch decided, one statement, each table touched once. */
import { rankSql } from '../../messages/index.ts';
import type { Sql } from '../../platform/database/index.ts';
import type { Writes } from './rows.ts';

/** Made on the row as it is now, so it is a part of the statement. */
const RANK = rankSql('m.status');

/** What decided a call's status so far; beside the TypeScript of `calls/standing` and for the same reason in SQL. */
const WEIGHT = `CASE WHEN k.status = 'rejected' OR k.dial_status IS NOT NULL
    OR (k.status = 'missed' AND k.voice_mode <> 'dial_owner') THEN 3
  WHEN k.status IN ('missed', 'completed') THEN 2 WHEN k.status = 'answered' THEN 1 ELSE 0 END`;

/** A recording that is over says more than one that still runs. */
const recordingRank = (status: string) =>
  `CASE WHEN ${status} IS NULL THEN 0 WHEN ${status} = 'in-progress' THEN 1 ELSE 2 END`;

/** What a conversation learns about its organization; what it did not hear about (null) stays, and onboarded is one only once. */
const LEARNED = ['name', 'owner_name', 'trade', 'location', 'notification_preference'];
const ORGANIZATION = {
  columns: [...LEARNED, 'onboarded_at'].join(', '),
  known: [...LEARNED, 'onboarded_at'].map((name) => `o.${name}`).join(', '),
  learned: [
    ...LEARNED.map((name) => `coalesce(x.${name}, o.${name})`),
    'coalesce(o.onboarded_at, x.onboarded_at)',
  ].join(', '),
};

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
  // Whoever says the same again changes nothing: a row written anew costs its page and a place in every index.
  organizations: (sql, json) => sql`
    organization_updates AS (
    UPDATE organizations o SET (${sql.unsafe(ORGANIZATION.columns)}) = ROW(${sql.unsafe(ORGANIZATION.learned)})
    FROM json_to_recordset(${json}::text::json) AS x(id text, name text, owner_name text, trade text,
      location text, notification_preference text, onboarded_at timestamptz)
    WHERE o.id = x.id AND (${sql.unsafe(ORGANIZATION.known)}) IS DISTINCT FROM (${sql.unsafe(ORGANIZATION.learned)})
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
    INSERT INTO outbox (id, org_id, conversation_id, machine, kind, lane, recipient, payload, status, is_answer,
      trace_parent)
    SELECT id, org_id, conversation_id, machine, kind, lane, recipient, payload, status, coalesce(is_answer, true),
      trace_parent
    FROM json_to_recordset(${json}::text::json) AS x(id uuid, org_id text, conversation_id uuid,
      machine text, kind text, lane text, recipient text, payload jsonb, status text, is_answer boolean,
      trace_parent text)
    )`,
  // A text that waited as pending is written again when it is handled, and whose it is may be known only then.
  messages: (sql, json) => sql`
    message_inserts AS (
    INSERT INTO messages (id, org_id, conversation_id, direction, our_number, their_number, body, media_urls, segments,
      status, created_at, ended_at)
    SELECT id, org_id, conversation_id, direction, our_number, their_number, body, media_urls, segments, status,
      coalesce(created_at, now()), CASE WHEN is_ended THEN coalesce(created_at, now()) END
    FROM json_to_recordset(${json}::text::json) AS x(id uuid, org_id text, conversation_id uuid, direction text,
      our_number text, their_number text, body text, media_urls jsonb, segments int, status text,
      created_at timestamptz, is_ended boolean)
    ON CONFLICT (id) DO UPDATE SET org_id = excluded.org_id WHERE messages.org_id IS NULL AND excluded.org_id IS NOT NULL
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
    receipts AS (
    SELECT coalesce(x.promise_id, (SELECT p.id FROM messages p WHERE p.provider_id = x.provider_id LIMIT 1)) AS id, x.*
    FROM json_to_recordset(${json}::text::json) AS x(promise_id uuid, provider_id text, status text,
      rank int, error_code text, error_meaning text)
    ), settled_promises AS (
    UPDATE outbox o SET status = 'kept', provider_id = coalesce(o.provider_id, r.provider_id),
      kept_at = coalesce(o.kept_at, clock_timestamp())
    FROM receipts r WHERE o.id = r.id AND r.rank >= 0 AND o.status IN ('claimed', 'unknown')
    ), message_updates AS (
    UPDATE messages m SET status = r.status, error_code = r.error_code, error_meaning = r.error_meaning,
      provider_id = coalesce(m.provider_id, r.provider_id), sent_at = coalesce(m.sent_at, clock_timestamp()),
      ended_at = CASE WHEN r.rank = 4 THEN clock_timestamp() ELSE m.ended_at END
    FROM receipts r WHERE m.id = r.id AND r.rank > ${sql.unsafe(RANK)}
    )`,
  calls: (sql, json) => sql`
    call_rows AS MATERIALIZED (
    SELECT * FROM json_to_recordset(${json}::text::json) AS x(call_sid text, org_id text, our_number text,
      their_number text, voice_mode text, status text, weight int, forwarded_from text, dial_call_sid text,
      dial_status text, dial_duration_s int, recording_sid text, recording_url text, recording_status text,
      recording_duration_s int, is_voicemail boolean, started_at timestamptz, ended_at timestamptz)
    ), call_upserts AS (
    INSERT INTO calls AS k (call_sid, org_id, our_number, their_number, voice_mode, status, forwarded_from, dial_call_sid,
      dial_status, dial_duration_s, recording_sid, recording_url, recording_status, recording_duration_s, is_voicemail,
      started_at, ended_at)
    SELECT call_sid, org_id, our_number, their_number, voice_mode, status, forwarded_from, dial_call_sid, dial_status,
      dial_duration_s, recording_sid, recording_url, recording_status, recording_duration_s, is_voicemail, started_at,
      ended_at
    FROM call_rows ORDER BY call_sid
    ON CONFLICT (call_sid) DO UPDATE SET org_id = coalesce(k.org_id, excluded.org_id),
      our_number = CASE WHEN k.our_number = '' THEN excluded.our_number ELSE k.our_number END,
      their_number = CASE WHEN k.their_number = '' THEN excluded.their_number ELSE k.their_number END,
      voice_mode = coalesce(k.voice_mode, excluded.voice_mode),
      status = CASE WHEN (SELECT n.weight FROM call_rows n WHERE n.call_sid = excluded.call_sid) > ${sql.unsafe(WEIGHT)}
        THEN excluded.status ELSE k.status END,
      forwarded_from = coalesce(k.forwarded_from, excluded.forwarded_from),
      dial_call_sid = coalesce(k.dial_call_sid, excluded.dial_call_sid),
      dial_status = coalesce(k.dial_status, excluded.dial_status),
      dial_duration_s = coalesce(k.dial_duration_s, excluded.dial_duration_s),
      recording_sid = coalesce(k.recording_sid, excluded.recording_sid),
      recording_url = coalesce(k.recording_url, excluded.recording_url),
      recording_status = CASE WHEN ${sql.unsafe(recordingRank('excluded.recording_status'))}
        > ${sql.unsafe(recordingRank('k.recording_status'))} THEN excluded.recording_status ELSE k.recording_status END,
      recording_duration_s = coalesce(k.recording_duration_s, excluded.recording_duration_s),
      is_voicemail = k.is_voicemail OR excluded.is_voicemail,
      started_at = least(k.started_at, excluded.started_at), ended_at = greatest(k.ended_at, excluded.ended_at)
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
