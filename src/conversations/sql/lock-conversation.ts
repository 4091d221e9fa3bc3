/** Locks a machine of another thread, in the middle of a transaction that began in the owner's. */
import type { MachineName } from '../../../machines/step/index.ts';
import { isBlocked } from '../../consent/index.ts';
import type { Sql } from '../../platform/database/index.ts';
import type { Conversation } from '../world.ts';

interface LockedRow {
  readonly id: string;
  readonly machine_version: number | null;
  readonly state: string;
  readonly context: Record<string, unknown>;
  readonly step: number;
}

export interface ThreadNumbers {
  readonly ourNumber: string;
  readonly theirNumber: string;
}

/** Resolves to null where nothing has happened yet. */
export async function lockConversation(
  sql: Sql,
  orgId: string,
  { ourNumber, theirNumber, machine }: ThreadNumbers & { readonly machine: MachineName },
): Promise<Conversation | null> {
  const [row] = await sql<LockedRow[]>`
    SELECT id, machine_version, state, context, step FROM conversations
    WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND their_number = ${theirNumber} AND machine = ${machine}
    FOR NO KEY UPDATE`;
  return row
    ? {
        ...{ id: row.id, orgId, ourNumber, theirNumber, machine, isNew: false, isChanged: false },
        ...{ version: row.machine_version, state: row.state, context: row.context, step: row.step },
      }
    : null;
}

/** The gate, for the other party of that thread. */
export async function isOptedOut(sql: Sql, orgId: string, numbers: ThreadNumbers): Promise<boolean> {
  const [row] = await sql<{ is_blocked: boolean }[]>`
    SELECT ${isBlocked(sql, {
      phone: sql`${numbers.theirNumber}::text`,
      orgId: sql`${orgId}::text`,
      ourNumber: sql`${numbers.ourNumber}::text`,
      isCall: sql`false`,
    })} AS is_blocked`;
  return row?.is_blocked !== false;
}
