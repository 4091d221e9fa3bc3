/** `openEnquiry`: may this caller be texted back? All checks and what they reserve stand in the caller's transaction. */
import { isIgnoredSql } from '../contacts/index.ts';
import { isUntextableSql } from '../messages/index.ts';
import type { Queries } from '../platform/database/index.ts';
import { isOpenAt } from './business-hours.ts';
import type { Caller } from './caller.ts';
import { hasTextedLatelySql, isCallKnownSql } from './lately.ts';
import { type KeptRefusal, refuse } from './refuse.ts';
import { isFirstOverLimit, type Reservation, reservedPart } from './reserve.ts';
import { tellOnce } from './tell-once.ts';

export interface Opening extends Caller {
  readonly id: string;
  /** The missed call; null when the caller texted first: then they get an answer, whatever the window says. */
  readonly callSid: string | null;
  /** False for somebody who opted out. */
  readonly isTextable: boolean;
  /** The caller hides their number: `caller` is the carrier's word for that. */
  readonly isWithheld: boolean;
  readonly now: Date;
}

export type Opened =
  | { readonly isOpened: true; readonly handle: number; readonly isOpenNow: boolean }
  | {
      readonly isOpened: false;
      readonly reason: 'ignored' | 'recent' | KeptRefusal;
      /** The owner has not been told of this yet: a plan or a limit once, a caller once a window. */
      readonly isFirst: boolean;
    };

interface Rules {
  readonly payment_active: boolean;
  readonly payment_activated_at: Date | null;
  readonly time_zone: string;
  readonly monthly_conversation_limit: number | null;
  readonly business_hours: unknown;
}

const refused = (reason: Extract<Opened, { isOpened: false }>['reason'], isFirst = false): Opened => ({
  ...{ isOpened: false, reason, isFirst },
});

/** The lock lets one enquiry of an organization begin at a time: handles, window and limit are read as they are. */
export async function openEnquiry(tx: Queries, opening: Opening): Promise<Opened> {
  const { orgId, callSid, now } = opening;
  // Both in one round trip: what is asked after the lock is read when the lock is held.
  const [rules, found] = await Promise.all([lockRules(tx, orgId), lookAround(tx, opening)]);
  if (found.is_ignored) return refused('ignored');
  if (found.is_call_known) return refused('recent');
  if (!rules.payment_active) {
    return refused('billing', await refuse(tx, opening, 'billing', rules.payment_activated_at));
  }
  const obstacle = obstacleTo(opening, callSid !== null && found.is_untextable);
  if (obstacle) {
    await refuse(tx, opening, obstacle, null);
    return refused(obstacle, await tellOnce(tx, opening));
  }
  if (found.is_recent) {
    return refused('recent', callSid !== null && (await tellOnce(tx, opening)));
  }
  const reservation = { orgId, now, timeZone: rules.time_zone, limit: rules.monthly_conversation_limit };
  const handle = await write(tx, opening, reservation);
  if (handle === null) {
    await refuse(tx, opening, 'limit', null);
    return refused('limit', await isFirstOverLimit(tx, reservation));
  }
  return { isOpened: true, handle, isOpenNow: isOpenAt(rules.business_hours, rules.time_zone, now) };
}

interface Found {
  readonly is_ignored: boolean;
  readonly is_call_known: boolean;
  readonly is_untextable: boolean;
  readonly is_recent: boolean;
}

async function lookAround(tx: Queries, opening: Opening): Promise<Found> {
  const { orgId, caller: phone } = opening;
  const [found] = await tx<Found[]>`
    SELECT ${isIgnoredSql(tx, { orgId, phone })} AS is_ignored, ${isCallKnownSql(tx, opening)} AS is_call_known,
      ${isUntextableSql(tx, { orgId, phone })} AS is_untextable, ${hasTextedLatelySql(tx, opening)} AS is_recent`;
  if (!found) throw new Error('a question without a table has one answer');
  return found;
}

/** Writes the enquiry under the lowest handle that is free; null when this month's conversations are used up. */
async function write(
  tx: Queries,
  { id, orgId, ourNumber, caller, callSid, now }: Opening,
  reservation: Reservation,
): Promise<number | null> {
  const rows = await tx<{ handle: number }[]>`
    WITH reserved AS (${reservedPart(tx, reservation)}), held AS (
      SELECT handle FROM enquiries WHERE org_id = ${orgId} AND status IN ('open', 'captured', 'handed_over')
    )
    INSERT INTO enquiries (id, org_id, our_number, caller, call_sid, handle, text_back_at, created_at, updated_at)
    SELECT ${id}, ${orgId}, ${ourNumber}, ${caller}, ${callSid}, min(free), ${now}, ${now}, ${now}
    FROM generate_series(1, (SELECT count(*)::int + 1 FROM held)) AS free
    WHERE EXISTS (SELECT FROM reserved) AND free NOT IN (SELECT handle FROM held)
    HAVING min(free) IS NOT NULL
    RETURNING handle`;
  return rows[0]?.handle ?? null;
}

/** Why no text can or may reach this caller. Whoever has just texted can be reached, whatever the network said before. */
function obstacleTo(
  { isWithheld, isTextable }: Opening,
  isUnreachable: boolean,
): 'withheld' | 'opted_out' | 'unreachable' | null {
  if (isWithheld) return 'withheld';
  if (!isTextable) return 'opted_out';
  return isUnreachable ? 'unreachable' : null;
}

async function lockRules(tx: Queries, orgId: string): Promise<Rules> {
  const [rules] = await tx<Rules[]>`
    SELECT payment_active, payment_activated_at, time_zone, monthly_conversation_limit, business_hours
    FROM organizations WHERE id = ${orgId} FOR NO KEY UPDATE`;
  if (!rules) throw new Error(`there is no organization ${orgId}`);
  return rules;
}
