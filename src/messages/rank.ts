/**
 * The order of a message's statuses. Receipts come twice, late or never, so only a higher rank counts; SQL gets the
 * same table, because the comparison must be made on the row as it is now.
 */

/** Ours (`promised`, `suppressed`, `unconfirmed`) and Twilio's. */
const RANKS: Readonly<Record<string, number>> = {
  promised: -1,
  accepted: 0,
  scheduled: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  /** Nobody ever said how it ended; a late receipt may still. */
  unconfirmed: 3,
  suppressed: 4,
  delivered: 4,
  undelivered: 4,
  failed: 4,
  canceled: 4,
};

/** 4 is an end. A status that is not in the table (`read`, a new one) ranks below everything and changes nothing. */
export function rankOf(status: string): number {
  return RANKS[status] ?? -1;
}

/** Is it a status that we know? What a carrier says may be anything. */
export function isStatus(status: string): boolean {
  return status in RANKS;
}

/** An end that its sender must do something about. */
export function isBadEnd(status: string): boolean {
  return status === 'undelivered' || status === 'failed';
}

/** The rank as an expression of SQL over a column that holds a status. */
export function rankSql(column: string): string {
  const cases = Object.entries(RANKS).map(([status, rank]) => `WHEN '${status}' THEN ${rank}`);
  return `CASE ${column} ${cases.join(' ')} ELSE -1 END`;
}
