/** The last look before a phone rings: is this call still wanted? The ledger is asked by the outbox itself. */
import type { Queries } from '../platform/database/index.ts';
import { timeZoneOf } from '../values/quiet-hours.ts';
import { callingWindow } from './calling-window.ts';
import { mayCallAtAll, type OutboundTerms } from './terms.ts';

/** `answered_for`: something has been told of it already, so it was dialled. */
export type LastLook =
  | { readonly kind: 'wanted' }
  | { readonly kind: 'window'; readonly until: Date | null }
  | { readonly kind: 'flag' | 'cancelled' | 'answered_for' };

interface LookRow {
  readonly phone: string;
  readonly status: string;
  readonly conversation_id: string | null;
  readonly time_zone: string;
  readonly calling_days: readonly string[];
  readonly is_cancelled: boolean;
}

export async function lastLook(
  sql: Queries,
  {
    callId,
    orgId,
    now,
    terms,
  }: {
    readonly callId: string;
    readonly orgId: string;
    readonly now: Date;
    readonly terms: OutboundTerms;
  },
): Promise<LastLook> {
  const [row] = await sql<LookRow[]>`
    SELECT c.phone, c.status, c.conversation_id, o.time_zone, coalesce(b.status = 'cancelled', false) AS is_cancelled,
      coalesce(s.calling_days, '{mon,tue,wed,thu,fri,sat,sun}') AS calling_days
    FROM agent_calls c JOIN organizations o ON o.id = c.org_id LEFT JOIN outbound_settings s ON s.org_id = c.org_id
    LEFT JOIN call_batches b ON b.id = c.batch_id WHERE c.id = ${callId} AND c.org_id = ${orgId}`;
  if (!row) return { kind: 'cancelled' };
  if (row.status !== 'dialling' || row.conversation_id !== null) return { kind: 'answered_for' };
  if (mayCallAtAll(terms, orgId) !== 'allowed') return { kind: 'flag' };
  if (row.is_cancelled) return { kind: 'cancelled' };
  const window = callingWindow(now, timeZoneOf(row.phone, row.time_zone), row.calling_days);
  return window.isOpen ? { kind: 'wanted' } : { kind: 'window', until: window.opensAt };
}
