/**
 * The gate of a call, asked in the transaction that promises its dialling: flags, ledger, consent, hour, daily limit, slot,
 * in this order. What may not leave now waits; what may never leave is closed; neither is lost.
 */
import type { TakenCall } from '../../machines/call-outcome/events.ts';
import { CALL_TYPES } from '../../machines/call-outcome/labels.ts';
import { isBlocked } from '../consent/index.ts';
import type { Queries } from '../platform/database/index.ts';
import { localDay, timeZoneOf } from '../values/quiet-hours.ts';
import { callingWindow, nextDayOpening } from './calling-window.ts';
import { DEFAULT_CONCURRENCY, DEFAULT_DAILY_LIMIT } from './settings.ts';
import { freeSlot, takeSlot } from './slots.ts';
import { mayCallAtAll, type OutboundTerms } from './terms.ts';
import type { WaitsFor } from './types.ts';
import { hasConsented } from './vouch.ts';

export interface Turn {
  readonly orgId: string;
  readonly callId: string;
  readonly now: Date;
  readonly terms: OutboundTerms;
}

/** `gone`: it is not queued any more, so this turn is somebody else's business. */
export type TakeOutcome =
  | { readonly kind: 'taken'; readonly call: TakenCall }
  | { readonly kind: 'put_off'; readonly waitsFor: WaitsFor }
  | { readonly kind: 'stopped'; readonly reason: 'do_not_call' | 'no_consent' | 'bad_call' }
  | { readonly kind: 'gone' };

interface CallRow {
  readonly id: string;
  readonly phone: string;
  readonly name: string | null;
  readonly call_type: string | null;
  readonly agent_id: string | null;
  readonly attempt: number;
  readonly variables: Record<string, string>;
  readonly time_zone: string;
  readonly daily_limit: number;
  readonly concurrency: number;
  readonly calling_days: readonly string[];
  readonly is_blocked: boolean;
  readonly has_consent: boolean;
  readonly is_on_phone: boolean;
}

/** 10 minutes: flags are changed with a restart, so looking oftener is for nothing. */
const FLAG_PAUSE_MS = 10 * 60_000;
/** 1 minute: a call of a reminder lasts about as long. */
const EARLIER_CALL_PAUSE_MS = 60_000;
/** 1 s: the pacing looks for free slots before it puts anybody forward. */
const SLOT_PAUSE_MS = 1_000;
/** A day: an organization that calls on no day may change its mind. */
const NO_DAY_PAUSE_MS = 24 * 60 * 60_000;

export async function takeCall(sql: Queries, turn: Turn): Promise<TakeOutcome> {
  const { orgId, callId, now, terms } = turn;
  const row = await lockRow(sql, turn);
  if (!row) return { kind: 'gone' };
  const until = (ms: number) => new Date(now.getTime() + ms);
  if (mayCallAtAll(terms, orgId) !== 'allowed') return await wait(sql, callId, 'flag', until(FLAG_PAUSE_MS));
  if (row.is_blocked) return await stop(sql, turn, 'do_not_call');
  if (!row.has_consent) return await stop(sql, turn, 'no_consent');
  const callType = CALL_TYPES.find((one) => one === row.call_type);
  if (!callType || row.agent_id === null) return await stop(sql, turn, 'bad_call');
  if (row.is_on_phone) return await wait(sql, callId, 'earlier_call', until(EARLIER_CALL_PAUSE_MS));
  const zone = timeZoneOf(row.phone, row.time_zone);
  const window = callingWindow(now, zone, row.calling_days);
  if (!window.isOpen) return await wait(sql, callId, 'window', window.opensAt ?? until(NO_DAY_PAUSE_MS));
  if (!(await takeSlot(sql, { orgId, callId, concurrency: row.concurrency, now }))) {
    return await wait(sql, callId, 'slot', until(SLOT_PAUSE_MS));
  }
  const day = localDay(now, row.time_zone).date;
  if (!(await countDialling(sql, { orgId, day, limit: row.daily_limit }))) {
    await freeSlot(sql, callId);
    return await wait(sql, callId, 'daily_limit', nextDayOpening(now, zone, row.time_zone));
  }
  await sql`
    UPDATE agent_calls SET status = 'dialling', waits_for = NULL, dialled_at = ${now},
      analysis = ${JSON.stringify({ callType, mode: terms.classifierMode })}::text::jsonb
    WHERE id = ${callId}`;
  const { agent_id: agentId, attempt, name } = row;
  // So that one agent can greet people by name and knows which reminder it is; what was asked for goes before that.
  const variables = { call_type: callType, ...(name === null ? {} : { name }), ...row.variables };
  return { kind: 'taken', call: { callId, callType, agentId, attempt, timeZone: zone, name, variables } };
}

async function lockRow(sql: Queries, { orgId, callId }: Turn): Promise<CallRow | null> {
  const [row] = await sql<CallRow[]>`
    SELECT c.id, c.phone, c.name, c.call_type, c.agent_id, c.attempt, c.variables, o.time_zone,
      coalesce(s.daily_limit, ${DEFAULT_DAILY_LIMIT}) AS daily_limit,
      coalesce(s.concurrency, ${DEFAULT_CONCURRENCY}) AS concurrency,
      coalesce(s.calling_days, '{mon,tue,wed,thu,fri,sat,sun}') AS calling_days,
      ${isBlocked(sql, {
        phone: sql`c.phone`,
        orgId: sql`c.org_id`,
        ourNumber: sql`c.our_number`,
        isCall: sql`true`,
      })} AS is_blocked,
      ${hasConsented(sql, { phone: sql`c.phone`, orgId: sql`c.org_id` })} AS has_consent,
      EXISTS (SELECT FROM agent_calls other WHERE other.org_id = c.org_id AND other.phone = c.phone
        AND other.status IN ('dialling', 'answered') AND other.id <> c.id) AS is_on_phone
    FROM agent_calls c JOIN organizations o ON o.id = c.org_id LEFT JOIN outbound_settings s ON s.org_id = c.org_id
    WHERE c.id = ${callId} AND c.org_id = ${orgId} AND c.status = 'queued' FOR NO KEY UPDATE OF c`;
  return row ?? null;
}

/** Counted and compared in one statement, so that calls at the same moment cannot exceed the limit. */
async function countDialling(
  sql: Queries,
  { orgId, day, limit }: { readonly orgId: string; readonly day: string; readonly limit: number },
): Promise<boolean> {
  const counted = await sql`
    INSERT INTO outbound_usage AS u (org_id, day, used) SELECT ${orgId}, ${day}, 1 WHERE ${limit}::int > 0
    ON CONFLICT (org_id, day) DO UPDATE SET used = u.used + 1 WHERE u.used < ${limit} RETURNING 1`;
  return counted.length > 0;
}

async function wait(sql: Queries, callId: string, waitsFor: WaitsFor, until: Date): Promise<TakeOutcome> {
  await sql`UPDATE agent_calls SET waits_for = ${waitsFor}, not_before = ${until} WHERE id = ${callId}`;
  return { kind: 'put_off', waitsFor };
}

async function stop(
  sql: Queries,
  { callId, now }: Turn,
  reason: 'do_not_call' | 'no_consent' | 'bad_call',
): Promise<TakeOutcome> {
  const status = reason === 'do_not_call' ? 'do_not_call' : 'refused';
  await sql`
    UPDATE agent_calls SET status = ${status}, waits_for = NULL, end_reason = ${reason}, ended_at = ${now}
    WHERE id = ${callId}`;
  return { kind: 'stopped', reason };
}
