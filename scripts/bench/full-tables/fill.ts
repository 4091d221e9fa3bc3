/** Fills the tables as a busy year would: phones that opted out, texts in and out with their promises and events. */
import type { Sql } from '../../../src/platform/database/index.ts';

export interface Filling {
  readonly optedOut: number;
  /** Half of them in, half of them out. */
  readonly messages: number;
}

/** The United Kingdom's mobile range 447000000000 onwards is nobody's: personal numbers that no carrier hands out. */
const PHONE = (n: string) => `'+4470' || lpad((${n})::text, 8, '0')`;

export async function fillTables(sql: Sql, { optedOut, messages }: Filling): Promise<void> {
  const orgOf = `'bench-' || (n % 1000)`;
  await sql.unsafe(`
    INSERT INTO consent_ledger (org_id, scope, phone, channel, action, words, source, at)
    SELECT ${orgOf}, 'org:' || ${orgOf}, ${PHONE('n')}, 'sms', 'opt_out', 'STOP', 'text', now() - n * interval '1 second'
    FROM generate_series(1, ${optedOut}) n`);
  await sql.unsafe(`
    INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    SELECT 'org:' || ${orgOf}, ${PHONE('n')}, 'sms', ${orgOf}, true, now() - n * interval '1 second'
    FROM generate_series(1, ${optedOut}) n`);
  const half = Math.floor(messages / 2);
  // A second table keeps the ids, because each text has one that its promise or event shares.
  await sql.unsafe(`
    CREATE TEMPORARY TABLE filling AS
    SELECT n, uuidv7(n * interval '-1 second') AS in_id, uuidv7(n * interval '-1 second') AS out_id,
      now() - n * interval '1 second' AS at, ${orgOf} AS org_id, ${PHONE('n % 200000')} AS phone,
      '+447476955179'::text AS ours
    FROM generate_series(1, ${half}) n`);
  await sql.unsafe(`
    INSERT INTO inbound_events (id, provider, provider_event_id, kind, org_id, lane, payload, answer, status, outcome,
      received_at, handled_at)
    SELECT in_id, 'twilio', 'SMfilling' || n, 'text', org_id, ours || '>' || phone,
      '{"isTextable": true, "orgId": null, "occurrence": {"kind": "text", "body": "SMS", "mediaUrls": []}}',
      '<Response/>', 'handled', 'stepped', at, at FROM filling`);
  await sql.unsafe(`
    INSERT INTO outbox (id, org_id, machine, kind, lane, recipient, payload, status, attempts, due_at, provider_id,
      created_at, kept_at)
    SELECT out_id, org_id, 'onboarding', 'sendText', 'sms:' || ours, phone,
      jsonb_build_object('text', 'ask', 'body', repeat('Thanks. ', 15), 'segments', 1, 'from', ours),
      'kept', 1, at, 'SMkept' || n, at, at FROM filling`);
  await sql.unsafe(`
    INSERT INTO messages (id, org_id, direction, our_number, their_number, body, segments, provider_id, status,
      created_at, sent_at, ended_at)
    SELECT in_id, org_id, 'inbound', ours, phone, 'SMS', 1, NULL, 'received', at, NULL, at FROM filling
    UNION ALL
    SELECT out_id, org_id, 'outbound', ours, phone, repeat('Thanks. ', 15), 1, 'SMkept' || n, 'delivered', at, at, at
    FROM filling`);
  await sql`DROP TABLE filling`;
  await sql`VACUUM ANALYZE`;
  await sql`CHECKPOINT`;
}
