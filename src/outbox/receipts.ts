/** The order of a message's statuses at Twilio. Receipts come twice, late or never, so only a higher rank counts. */

const RANKS: Readonly<Record<string, number>> = {
  accepted: 0,
  scheduled: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  undelivered: 4,
  failed: 4,
  canceled: 4,
};

/** 4 is an end. A status that is not in the table (`read`, a new one) ranks below everything and changes nothing. */
export function rankOf(status: string): number {
  return RANKS[status] ?? -1;
}

/** Is a text with this status finished, one way or the other? */
export function isEndStatus(status: string): boolean {
  return rankOf(status) === 4;
}
