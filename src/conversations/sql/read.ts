/** The first statement of the transaction: recognise, route and lock everything that a batch of deliveries needs. */
import { isBlocked } from '../../consent/index.ts';
import type { Sql } from '../../platform/database/index.ts';

/** One delivery as the statement sees it. */
export interface ReadRequest {
  readonly i: number;
  readonly provider: string;
  readonly event_id: string;
  readonly our: string;
  readonly their: string;
  readonly org: string | null;
  /** The machines of the organization's owner are wanted beside those of the sender: calls to the dedicated number. */
  readonly owner: boolean;
  /** The CallSid, for what arrives about a call. */
  readonly call?: string | null;
}

/** One row per delivery and locked conversation; a delivery without conversations has one row with `conversation` null. */
export interface ReadRow {
  readonly i: number;
  readonly seen_answer: string | null;
  readonly number_role: 'ONBOARDING' | 'OPERATIONAL' | 'SYSTEM' | null;
  readonly voice_mode: string | null;
  readonly is_from_our_number: boolean;
  /** The sender may not be texted. */
  readonly is_opted_out: boolean;
  /** The organization's owner may not be texted. */
  readonly is_owner_opted_out: boolean;
  /** Null without an organization. */
  readonly is_onboarded: boolean | null;
  readonly org_id: string | null;
  readonly org_name: string | null;
  readonly owner_phone: string | null;
  readonly owner_phone_as_written: string | null;
  readonly twilio_number: string | null;
  readonly pay_token: string | null;
  readonly missed_call_answer: string | null;
  readonly ring_seconds: number | null;
  readonly press_to_accept: boolean | null;
  readonly record_calls: boolean | null;
  /** Who is being put through to the owner. */
  readonly open_leg_of: string | null;
  /** The call's row, as far as it is there already. */
  readonly call_voice_mode: string | null;
  readonly call_dial_status: string | null;
  /** Of the leg to the owner, once they picked up or it ended. */
  readonly call_dial_sid: string | null;
  readonly conversation: string | null;
  readonly our_number: string | null;
  readonly their_number: string | null;
  readonly machine: string | null;
  readonly machine_version: number | null;
  readonly state: string | null;
  readonly context: Record<string, unknown> | null;
  readonly step: number | null;
  /** The step as it stood when the statement began; another one means that somebody moved it while we waited. */
  readonly step_before: number | null;
}

/**
 * Locks are taken in the order of the conversations' ids, so that two batches cannot wait for each other. The rows
 * come back as they stand after the lock was granted. A text belongs to the sender's own thread; a call to a
 * dedicated number also concerns the owner's thread, which runs over the onboarding number.
 */
export function readAndLock(sql: Sql, requests: readonly ReadRequest[], onboardingNumber: string) {
  return sql<ReadRow[]>`
    WITH d AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(requests)}::text::json)
        AS d(i int, provider text, event_id text, our text, their text, org text, owner boolean, call text)
    ), routed AS MATERIALIZED (
      SELECT d.i, d.our, d.their, d.owner, n.role, n.voice_mode, o.id, o.name, o.owner_phone, o.owner_phone_as_written,
        o.twilio_number, o.pay_token, o.onboarded_at IS NOT NULL AS is_onboarded,
        o.missed_call_answer, o.ring_seconds, o.press_to_accept, o.record_calls,
        -- 4 h: Twilio ends a call then, so a leg whose end was never told does not stay open for ever.
        CASE WHEN d.call IS NOT NULL AND n.voice_mode = 'dial_owner' THEN (
          SELECT k.their_number FROM calls k WHERE k.org_id = o.id AND k.started_at > now() - interval '4 hours'
            AND k.voice_mode = 'dial_owner' AND k.status IN ('ringing', 'answered') AND k.call_sid <> d.call
          ORDER BY k.started_at DESC LIMIT 1) END AS open_leg_of,
        (SELECT k.voice_mode FROM calls k WHERE k.call_sid = d.call) AS call_voice_mode,
        (SELECT k.dial_status FROM calls k WHERE k.call_sid = d.call) AS call_dial_status,
        (SELECT k.dial_call_sid FROM calls k WHERE k.call_sid = d.call) AS call_dial_sid,
        (SELECT e.answer FROM inbound_events e WHERE e.provider = d.provider AND e.provider_event_id = d.event_id) AS seen_answer,
        EXISTS (SELECT FROM phone_numbers own WHERE own.phone_e164 = d.their) AS is_from_our_number,
        ${isBlocked(sql, { phone: sql`d.their`, orgId: sql`o.id`, ourNumber: sql`d.our`, isCall: sql`false` })} AS is_opted_out,
        -- On the onboarding number the sender is the owner, and was asked about already.
        n.role IS DISTINCT FROM 'ONBOARDING' AND ${isBlocked(sql, { phone: sql`o.owner_phone`, orgId: sql`o.id`, ourNumber: sql`${onboardingNumber}::text`, isCall: sql`false` })} AS is_owner_opted_out
      FROM d
      LEFT JOIN phone_numbers n ON n.phone_e164 = d.our
      LEFT JOIN organizations o ON o.id = coalesce(d.org, CASE WHEN n.role = 'ONBOARDING' THEN (
          SELECT mine.id FROM organizations mine WHERE mine.owner_phone = d.their
          ORDER BY (mine.onboarded_at IS NULL) DESC, mine.created_at DESC LIMIT 1
        ) ELSE (SELECT held.id FROM organizations held WHERE held.twilio_number = d.our) END)
    ), threads AS (
      SELECT id AS org_id, our, their FROM routed WHERE id IS NOT NULL
      UNION SELECT id, ${onboardingNumber}::text, owner_phone FROM routed WHERE id IS NOT NULL AND owner
    ), locked AS MATERIALIZED (
      SELECT c.* FROM conversations c
      JOIN threads t ON c.org_id = t.org_id AND c.our_number = t.our AND c.their_number = t.their
      ORDER BY c.id FOR NO KEY UPDATE OF c
    )
    SELECT r.i, r.seen_answer, r.role AS number_role, r.voice_mode, r.is_from_our_number, r.is_opted_out, r.is_owner_opted_out, r.is_onboarded,
      r.id AS org_id, r.name AS org_name, r.owner_phone, r.owner_phone_as_written, r.twilio_number, r.pay_token,
      r.missed_call_answer, r.ring_seconds, r.press_to_accept, r.record_calls, r.open_leg_of, r.call_voice_mode, r.call_dial_status, r.call_dial_sid,
      l.id AS conversation, l.our_number, l.their_number, l.machine, l.machine_version, l.state, l.context, l.step,
      (SELECT c.step FROM conversations c WHERE c.id = l.id) AS step_before
    FROM routed r
    LEFT JOIN locked l ON l.org_id = r.id AND ((l.our_number = r.our AND l.their_number = r.their)
      OR (r.owner AND l.our_number = ${onboardingNumber} AND l.their_number = r.owner_phone))
    ORDER BY r.i`;
}

/** Asked after the locks are held: lanes in which an earlier event still waits, so that nothing overtakes it. */
export function readBlockedLanes(sql: Sql, lanes: readonly string[]) {
  return sql<{ lane: string }[]>`
    SELECT DISTINCT e.lane FROM inbound_events e
    WHERE e.status = 'pending' AND e.lane IN (SELECT json_array_elements_text(${JSON.stringify(lanes)}::text::json))`;
}

export interface TimerToken {
  readonly conversation_id: string;
  readonly name: string;
  readonly step: number;
}

/** One key for a timer that was set at a certain step. */
export const timerKey = (token: TimerToken) => `${token.conversation_id}|${token.name}|${token.step}`;

/** Asked after the locks are held: which of these timers are still the ones that were set. */
export function readLiveTimers(sql: Sql, tokens: readonly TimerToken[]) {
  return sql<TimerToken[]>`
    SELECT t.conversation_id, t.name, t.step FROM timers t
    JOIN json_to_recordset(${JSON.stringify(tokens)}::text::json) AS token(conversation_id uuid, name text, step int)
      ON t.conversation_id = token.conversation_id AND t.name = token.name AND t.step = token.step`;
}
