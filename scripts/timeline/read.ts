/** Collects what every table knows of one phone, in the order of time. */
import type { Sql } from '../../src/platform/database/index.ts';
import { maskSecrets } from '../../src/platform/mask-secrets.ts';
import type { PhoneE164 } from '../../src/values/phone.ts';

export interface Entry {
  readonly at: Date;
  /** `text in`, `text out`, `call`, `payment`, `number`, `moved`, `consent`, `promise`, `exchange`, `timer`, `event`, `organization`. */
  readonly kind: string;
  readonly org: string | null;
  /** What the phone is to that organization. */
  readonly role: 'owner' | 'caller' | null;
  readonly what: string;
}

export interface Timeline {
  readonly phone: PhoneE164;
  readonly organizations: readonly { readonly id: string; readonly name: string | null }[];
  readonly entries: readonly Entry[];
}

/**
 * Without `since` from the beginning. One statement, so that it is one moment of the database. Promises and deliveries
 * have no index by phone, which nobody but this needs: with ten million of them it takes seconds.
 */
export async function readTimeline(sql: Sql, phone: PhoneE164, since: Date | null): Promise<Timeline> {
  const rows = await sql<Entry[]>`
    WITH own AS (
      SELECT id FROM organizations WHERE owner_phone = ${phone}
    ), threads AS (
      SELECT id, org_id, machine, our_number FROM conversations WHERE their_number = ${phone}
    ), promised AS (
      SELECT o.* FROM outbox o WHERE o.recipient = ${phone} OR o.conversation_id IN (SELECT id FROM threads)
    ), entries AS (
      SELECT g.created_at AS at, 'organization' AS kind, g.id AS org, 'known as their owner' AS what
      FROM organizations g WHERE g.owner_phone = ${phone}
      UNION ALL
      SELECT g.payment_activated_at, 'payment', g.id, 'payment became active' FROM organizations g
      WHERE g.owner_phone = ${phone} AND g.payment_activated_at IS NOT NULL
      UNION ALL
      SELECT g.waiting_since, 'payment', g.id, 'waits for a number' FROM organizations g
      WHERE g.owner_phone = ${phone} AND g.waiting_since IS NOT NULL
      UNION ALL
      SELECT s.updated_at, 'payment', s.org_id, 'subscription is ' || s.standing
        || CASE WHEN s.cancel_at_period_end THEN ', ends with its period' ELSE '' END
      FROM subscriptions s WHERE s.org_id IN (SELECT id FROM own)
      UNION ALL
      SELECT n.assigned_at, 'number', n.org_id, 'was given ' || n.phone_e164 FROM phone_numbers n
      WHERE n.org_id IN (SELECT id FROM own) AND n.assigned_at IS NOT NULL
      UNION ALL
      SELECT m.created_at, CASE m.direction WHEN 'inbound' THEN 'text in' ELSE 'text out' END, m.org_id,
        CASE m.direction WHEN 'inbound' THEN 'to ' ELSE 'from ' END || m.our_number || ' ' || to_json(m.body)
        || CASE WHEN m.direction = 'outbound' THEN ' → ' || m.status
          || coalesce(' ' || to_char(m.ended_at AT TIME ZONE 'UTC', 'HH24:MI:SS'), '')
          || coalesce(' ' || m.error_code, '') || coalesce(' (' || m.error_meaning || ')', '')
          || CASE WHEN m.retry_of IS NOT NULL THEN ', second try' ELSE '' END
          ELSE CASE WHEN m.media_urls <> '[]' THEN ' with ' || jsonb_array_length(m.media_urls) || ' pictures' ELSE '' END
        END
      FROM messages m WHERE m.their_number = ${phone}
      UNION ALL
      SELECT c.started_at, 'call', c.org_id,
        CASE WHEN c.their_number = ${phone} THEN 'to ' || c.our_number ELSE 'from ' || c.their_number || ' to ' || c.our_number END
        || coalesce(', forwarded from ' || c.forwarded_from, '') || ' → ' || c.status
        || coalesce(' ' || c.dial_duration_s || ' s', '') || CASE WHEN c.is_voicemail THEN ', voicemail' ELSE '' END
      FROM calls c WHERE c.their_number = ${phone} OR c.forwarded_from = ${phone}
      UNION ALL
      SELECT t.at, 'moved', t.org_id, c.machine || ': ' || coalesce(t.from_state, '(new)') || ' → ' || t.to_state
        || ' on ' || (t.event ->> 'type')
      FROM transitions t JOIN threads c ON c.id = t.conversation_id
      UNION ALL
      SELECT l.at, 'consent', l.org_id, l.action || ' of ' || l.channel || ' (' || l.source || ') for ' || l.scope
        || coalesce(' ' || to_json(l.words), '')
      FROM consent_ledger l WHERE l.phone = ${phone}
      UNION ALL
      SELECT coalesce(p.kept_at, p.created_at), 'promise', p.org_id, p.kind || ' ' || p.status
        || coalesce(' ' || p.error_code, '') || coalesce(': ' || p.last_error, '')
        || CASE WHEN p.status IN ('due', 'unknown') THEN ', due ' || to_char(p.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
          || ', ' || p.attempts || ' tries' ELSE '' END
      FROM promised p WHERE p.kind <> 'sendText' OR p.status <> 'kept'
      UNION ALL
      SELECT x.at, 'exchange', x.org_id, x.provider || ' ' || x.method || ' ' || regexp_replace(x.path, '^.*/', '')
        || ' → ' || coalesce(x.status::text, 'no answer') || ' in ' || x.duration_ms || ' ms'
      FROM provider_exchanges x WHERE x.promise_id IN (SELECT id FROM promised)
      UNION ALL
      SELECT coalesce(t.due_at, clock_timestamp()), 'timer', t.org_id, c.machine || ': ' || t.name
        || CASE WHEN t.due_at IS NULL THEN ' waits until its text has left' ELSE ' is to fire' END
      FROM timers t JOIN threads c ON c.id = t.conversation_id
      UNION ALL
      SELECT e.received_at, 'event', e.org_id, e.provider || ' ' || e.kind || ' → ' || coalesce(e.outcome, e.status)
        || CASE WHEN e.status <> 'handled' THEN ', ' || e.attempts || ' tries: '
          || split_part(coalesce(e.last_error, ''), E'\n', 1) ELSE '' END
        || coalesce(' ' || (e.payload #>> '{occurrence,event,eventType}'), '')
      FROM inbound_events e
      WHERE right(e.lane, ${phone.length + 1}) = ${`>${phone}`}
        AND (e.status <> 'handled' OR e.provider = 'stripe' OR e.outcome NOT IN ('stepped', 'recorded', 'consent'))
    )
    SELECT e.at, e.kind, e.org, CASE WHEN e.org IN (SELECT id FROM own) THEN 'owner' WHEN e.org IS NOT NULL THEN 'caller' END AS role,
      e.what
    FROM entries e WHERE e.at >= coalesce(${since}, '-infinity'::timestamptz) ORDER BY e.at, e.kind, e.what`;
  const entries = rows.map((entry) => ({ ...entry, what: maskSecrets(entry.what) }));
  const ids = [...new Set(entries.flatMap(({ org }) => org ?? []))];
  const organizations = await sql<{ id: string; name: string | null }[]>`
    SELECT id, name FROM organizations WHERE id = ANY(${ids}::text[]) ORDER BY id`;
  return { phone, organizations: [...organizations], entries };
}
