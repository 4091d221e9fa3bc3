/** The consent words every carrier knows, as whole messages. One list for the consent room and the machines. Pure. */

export type ConsentWord = 'stop' | 'start' | 'help';

/** Twilio's default keywords (Twilio docs, "Twilio support for opt-out keywords"). */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'YES', 'UNSTOP']);
const HELP = new Set(['HELP', 'INFO']);

/**
 * Reads a whole message as a consent word; any case, surrounding space and punctuation aside. `null` for every
 * other message: "Cancel my Tuesday visit" and "yes please" are ordinary. Whether START and YES count depends on
 * the sender being opted out (ruling X2); that is the caller's question.
 */
export function consentWord(body: string): ConsentWord | null {
  const word = body.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '').toUpperCase();
  const joined = word === 'OPT OUT' || word === 'OPT-OUT' ? 'OPTOUT' : word === 'STOP ALL' ? 'STOPALL' : word;
  if (STOP.has(joined)) return 'stop';
  if (START.has(joined)) return 'start';
  if (HELP.has(joined)) return 'help';
  return null;
}
