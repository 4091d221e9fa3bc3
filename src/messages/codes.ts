/**
 * What each of Twilio's error codes means for whoever sends, in one table (Twilio docs, "Error and warning
 * dictionary"). The same codes come in the answer to a send and later in its delivery receipt.
 */

/**
 * `opted_out`: record it, never again · `bad_number`: never to this number · `no_route`: never between this pair,
 * tell the operator · `configuration`: our account or registration, tell the operator · `credentials`: the account
 * refuses us altogether; nothing is wrong with the text, it waits · `slow_down`: later, and slower ·
 * `retry_once`: one later try, if it still matters · `filtered`: no unchanged retry, tell the operator ·
 * `quiet_hours`: when the recipient's night is over · `final`: anything else.
 */
export type Decision =
  | 'opted_out'
  | 'bad_number'
  | 'no_route'
  | 'configuration'
  | 'credentials'
  | 'slow_down'
  | 'retry_once'
  | 'filtered'
  | 'quiet_hours'
  | 'final';

export interface Meaning {
  readonly decision: Decision;
  readonly meaning: string;
}

const MEANINGS: Readonly<Record<string, readonly [Decision, string]>> = {
  20003: ['credentials', 'our credentials are refused'],
  20005: ['credentials', 'our account is not active'],
  20429: ['slow_down', 'too many requests'],
  21210: ['configuration', 'the calling number is not ours'],
  21211: ['bad_number', 'not a phone number'],
  21212: ['configuration', 'the sender is not a phone number'],
  21215: ['configuration', 'calls to this country are switched off'],
  21216: ['configuration', 'calls to this number are blocked for our account'],
  21217: ['bad_number', 'not a phone number'],
  21408: ['configuration', 'texts to this country are switched off'],
  21606: ['configuration', 'the sender cannot send texts'],
  21608: ['configuration', 'a trial account sends to verified numbers only'],
  21610: ['opted_out', 'the recipient opted out'],
  21611: ['slow_down', 'the queue of this sender is full'],
  21612: ['no_route', 'no route from this sender to that number'],
  21614: ['bad_number', 'not a mobile number'],
  21635: ['bad_number', 'a landline'],
  30001: ['retry_once', 'the queue overflowed'],
  30003: ['retry_once', 'the phone cannot be reached'],
  30005: ['bad_number', 'an unknown number'],
  30006: ['bad_number', 'a landline, or a carrier that cannot be reached'],
  30007: ['filtered', 'filtered as spam'],
  30008: ['retry_once', 'the carrier gave no reason'],
  30032: ['configuration', 'the toll-free sender is not verified'],
  30034: ['configuration', 'the sender is not registered (A2P 10DLC)'],
  30450: ['filtered', 'blocked because of its words'],
  30500: ['retry_once', 'an error inside Twilio'],
  30610: ['quiet_hours', 'quiet hours at the recipient'],
  63017: ['slow_down', 'the rate limit of the account'],
  63038: ['slow_down', 'the daily limit of the account'],
};

/** By Twilio's code. A 429 without a code comes as `http_429`; a code that is not in the table is final. */
export function meaningOf(code: string): Meaning {
  if (code === 'http_429') return { decision: 'slow_down', meaning: 'too many requests' };
  if (code === 'http_401') return { decision: 'credentials', meaning: 'our credentials are refused' };
  const [decision, meaning] = MEANINGS[code] ?? (['final', 'refused'] as const);
  return { decision, meaning };
}

const ALERTING: ReadonlySet<Decision> = new Set(['no_route', 'configuration', 'filtered']);

/** Must a person at our side do something about it? */
export function needsOperator(decision: Decision): boolean {
  return ALERTING.has(decision);
}
