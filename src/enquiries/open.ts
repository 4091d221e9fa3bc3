/** `openEnquiry`: may this caller be texted back? All checks and what they reserve stand in the caller's transaction. */
import { isIgnored } from '../contacts/index.ts';
import type { Queries } from '../platform/database/index.ts';
import { isOpenAt } from './business-hours.ts';
import type { Caller } from './caller.ts';
import { hasTextedLately } from './lately.ts';
import { refuse } from './refuse.ts';
import { reserveConversation } from './reserve.ts';

export interface Opening extends Caller {
  readonly id: string;
  /** The missed call; null when the caller texted first: then they get an answer, whatever the window says. */
  readonly callSid: string | null;
  /** False for somebody who opted out or has no number to text to. */
  readonly isTextable: boolean;
  readonly now: Date;
}

export type Opened =
  | { readonly isOpened: true; readonly handle: number; readonly isOpenNow: boolean }
  | {
      readonly isOpened: false;
      readonly reason: 'ignored' | 'recent' | 'billing' | 'limit' | 'untextable';
      /** The owner has not been told of this yet. */
      readonly isFirst: boolean;
    };

interface Rules {
  readonly payment_active: boolean;
  readonly payment_activated_at: Date | null;
  readonly time_zone: string;
  readonly monthly_conversation_limit: number | null;
  readonly text_back_window_minutes: number;
  readonly business_hours: unknown;
}

const refused = (reason: Extract<Opened, { isOpened: false }>['reason'], isFirst = false): Opened => ({
  ...{ isOpened: false, reason, isFirst },
});

/** The lock lets one enquiry of an organization begin at a time: handles, window and limit are read as they are. */
export async function openEnquiry(tx: Queries, opening: Opening): Promise<Opened> {
  const { orgId, ourNumber, caller, callSid, id, now } = opening;
  const [rules] = await tx<Rules[]>`
    SELECT payment_active, payment_activated_at, time_zone, monthly_conversation_limit, text_back_window_minutes,
      business_hours
    FROM organizations WHERE id = ${orgId} FOR NO KEY UPDATE`;
  if (!rules) throw new Error(`there is no organization ${orgId}`);
  if (await isIgnored(tx, orgId, caller)) return refused('ignored');
  if (await hasTextedLately(tx, opening, rules.text_back_window_minutes)) return refused('recent');
  if (!opening.isTextable) return refused('untextable', await refuse(tx, opening, 'untextable', null));
  if (!rules.payment_active) {
    return refused('billing', await refuse(tx, opening, 'billing', rules.payment_activated_at));
  }
  const reserved = await reserveConversation(tx, {
    ...{ orgId, now, timeZone: rules.time_zone, limit: rules.monthly_conversation_limit },
  });
  if (!reserved.isReserved) {
    await refuse(tx, opening, 'limit', null);
    return refused('limit', reserved.isFirst);
  }
  const [row] = await tx<{ handle: number }[]>`
    INSERT INTO enquiries (id, org_id, our_number, caller, call_sid, handle, text_back_at, created_at, updated_at)
    SELECT ${id}, ${orgId}, ${ourNumber}, ${caller}, ${callSid}, min(free), ${now}, ${now}, ${now}
    FROM generate_series(1, (
      SELECT count(*)::int + 1 FROM enquiries WHERE org_id = ${orgId} AND status IN ('open', 'captured', 'handed_over')
    )) AS free
    WHERE free NOT IN (
      SELECT handle FROM enquiries WHERE org_id = ${orgId} AND status IN ('open', 'captured', 'handed_over'))
    RETURNING handle`;
  if (!row) throw new Error('an enquiry was not written');
  return {
    isOpened: true,
    handle: row.handle,
    isOpenNow: isOpenAt(rules.business_hours, rules.time_zone, now),
  };
}
