/** Fills a database as years of work would: conversations, their journal by month, and the texts of the threads. */
import type { Sql } from '../../../src/platform/database/index.ts';
import { ONBOARDING_NUMBER } from '../support/service.ts';

export interface Filling {
  readonly conversations: number;
  /** Rows of the journal, spread over the conversations and the months. */
  readonly journal: number;
  /** Half of them in, half of them out. */
  readonly messages: number;
  /** Months that are over; each gets partitions of its own. */
  readonly months: number;
}

/** The United Kingdom's range +4470 is nobody's mobile: personal numbers that no carrier hands out to one. */
export const phoneOf = (n: number) => `+4470${String(n).padStart(8, '0')}`;
const PHONE = (n: string) => `'+4470' || lpad((${n})::text, 8, '0')`;
/** Ids are told by their number, so that rows of several tables find each other without a join. */
const CONVERSATION = (n: string) => `('00000000-0000-7000-9000-' || lpad((${n})::text, 12, '0'))::uuid`;

/** Everybody stands in S5; BACK and SMS move them between S4 and S5 for ever. */
export async function fillTables(
  sql: Sql,
  { conversations, journal, messages, months }: Filling,
): Promise<void> {
  await sql`
    INSERT INTO phone_numbers (phone_e164, role, status, voice_mode)
    VALUES (${ONBOARDING_NUMBER}, 'ONBOARDING', 'ASSIGNED', 'onboarding')`;
  await sql.unsafe(`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, name, trade, location, owner_name)
    SELECT 'scale-' || n, ${PHONE('n')}, ${PHONE('n')}, 'Scale ' || n, 'Plumber', 'London', 'Bo'
    FROM generate_series(0, ${conversations - 1}) n`);
  await sql.unsafe(`
    INSERT INTO conversations (id, org_id, our_number, their_number, machine, machine_version, state, context)
    SELECT ${CONVERSATION('n')}, 'scale-' || n, '${ONBOARDING_NUMBER}', ${PHONE('n')}, 'onboarding', 1, 'S5_CONFIRM_LIVE',
      '{"hasGreeted": true}' FROM generate_series(0, ${conversations - 1}) n`);
  await cutByMonth(sql, 'transitions', months);
  await cutByMonth(sql, 'messages', months);
  const age = (n: string, of: number) =>
    `interval '${months} months' * (1 - (${n})::float8 / ${Math.max(of, 1)})`;
  await sql.unsafe(`
    INSERT INTO transitions (conversation_id, org_id, step, inbound_event_id, event, from_state, to_state, effects, at)
    SELECT ${CONVERSATION(`n % ${conversations}`)}, 'scale-' || n % ${conversations}, n / ${conversations} + 1,
      gen_random_uuid(), '{"type": "OWNER_TEXTED", "text": "SMS", "mediaCount": 0}', 'S4_NOTIFICATION_PREF',
      'S5_CONFIRM_LIVE', jsonb_build_array(jsonb_build_object('type', 'saveOrganization', 'params',
        '{"notificationPreference": "SMS"}'::jsonb), jsonb_build_object('type', 'sendText', 'params',
        jsonb_build_object('text', 'ask', 'values', jsonb_build_object('question', 'live')))),
      now() - ${age('n', journal)}
    FROM generate_series(0, ${journal - 1}) n`);
  await sql.unsafe(`
    INSERT INTO messages (id, org_id, direction, our_number, their_number, body, segments, provider_id, status, created_at,
      sent_at, ended_at)
    SELECT uuidv7(at - now()), 'scale-' || n % ${conversations}, CASE n % 2 WHEN 0 THEN 'inbound' ELSE 'outbound' END,
      '${ONBOARDING_NUMBER}', ${PHONE(`n % ${conversations}`)}, CASE n % 2 WHEN 0 THEN 'SMS' ELSE repeat('Thanks. ', 15) END,
      1, CASE n % 2 WHEN 1 THEN 'SMscale' || n END, CASE n % 2 WHEN 0 THEN 'received' ELSE 'delivered' END, at, at, at
    FROM (SELECT n, now() - ${age('n', messages)} AS at FROM generate_series(0, ${messages - 1}) n) texts`);
  await sql`VACUUM ANALYZE`;
  await sql`CHECKPOINT`;
}

/** As if the service had run so long: the past is in months, not in the one partition that a new database begins with. */
async function cutByMonth(sql: Sql, table: 'transitions' | 'messages', months: number): Promise<void> {
  if (months === 0) return;
  await sql.unsafe(`
    DO $$
    DECLARE
      this_month timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
      first_name text := '${table}' || to_char(this_month AT TIME ZONE 'UTC', '_YYYY_MM');
      month timestamptz;
    BEGIN
      EXECUTE format('ALTER TABLE ${table} DETACH PARTITION by_month.%I', first_name);
      EXECUTE format('ALTER TABLE ${table} ATTACH PARTITION by_month.%I FOR VALUES FROM (%L) TO (%L)', first_name,
        by_month.bound('${table}', this_month), by_month.bound('${table}', this_month + interval '1 month'));
      FOR ago IN 1..${months} LOOP
        month := this_month - make_interval(months => ago);
        EXECUTE format('CREATE TABLE by_month.%I PARTITION OF ${table} FOR VALUES FROM (%L) TO (%L)',
          '${table}' || to_char(month AT TIME ZONE 'UTC', '_YYYY_MM'), by_month.bound('${table}', month),
          by_month.bound('${table}', month + interval '1 month'));
      END LOOP;
    END
    $$`);
}
