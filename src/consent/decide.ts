/** What an operator or an import does to a consent: the machine decides whether it changes anything, the ledger keeps it. */
import { afterConsent, type ConsentEvent } from '../../machines/consent/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { type ConsentEntry, recordConsent } from './record.ts';

/** `unchanged`: it was so already, and nothing was written. */
export type Decided = 'changed' | 'unchanged';

export interface Decision extends Omit<ConsentEntry, 'action'> {
  readonly event: ConsentEvent;
}

/** Locks the row, asks the machine, and writes ledger and state where the state changes. Safe to repeat. */
export async function decideConsent(sql: Sql, { event, ...entry }: Decision): Promise<Decided> {
  return await sql.begin(async (tx) => {
    const [row] = await tx<{ is_opted_out: boolean }[]>`
      SELECT is_opted_out FROM consents
      WHERE phone = ${entry.phone} AND scope = ${entry.scope} AND channel = ${entry.channel} FOR UPDATE`;
    const before = row?.is_opted_out ? 'optedOut' : 'subscribed';
    const after = afterConsent(before, event);
    if (after === before) return 'unchanged';
    await recordConsent(tx, { ...entry, action: after === 'optedOut' ? 'opt_out' : 'opt_in' });
    return 'changed';
  });
}
