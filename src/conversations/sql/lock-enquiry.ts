/** Locks the enquiry of a caller in the middle of a transaction that began in somebody else's thread. */
import type { Sql } from '../../platform/database/index.ts';
import type { Conversation } from '../world.ts';

interface LockedRow {
  readonly id: string;
  readonly machine_version: number | null;
  readonly state: string;
  readonly context: Record<string, unknown>;
  readonly step: number;
}

export async function lockEnquiry(
  sql: Sql,
  orgId: string,
  { ourNumber, theirNumber }: { readonly ourNumber: string; readonly theirNumber: string },
): Promise<{ readonly conversation: Conversation | null; readonly isOptedOut: boolean }> {
  const [[row], optedOut] = await Promise.all([
    sql<LockedRow[]>`
      SELECT id, machine_version, state, context, step FROM conversations
      WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND their_number = ${theirNumber} AND machine = 'enquiry'
      FOR NO KEY UPDATE`,
    sql`
      SELECT FROM consents WHERE phone = ${theirNumber} AND channel = 'sms' AND is_opted_out
        AND scope IN (${`org:${orgId}`}, ${`number:${ourNumber}`})`,
  ]);
  const conversation: Conversation | null = row
    ? {
        ...{ id: row.id, orgId, ourNumber, theirNumber, machine: 'enquiry', isNew: false, isChanged: false },
        ...{ version: row.machine_version, state: row.state, context: row.context, step: row.step },
      }
    : null;
  return { conversation, isOptedOut: optedOut.length > 0 };
}
