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
  const visible = body.normalize('NFKC').replace(/[\p{Cc}\p{Cf}]/gu, (mark) => (/\s/u.test(mark) ? ' ' : ''));
  const word = visible.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '').toUpperCase();
  if (STOP.has(asStopWord(word))) return 'stop';
  if (START.has(word)) return 'start';
  if (HELP.has(word)) return 'help';
  return null;
}

/**
 * Does Twilio answer this message itself, and block? Narrower than `consentWord`: one of its words and nothing else but space
 * and plain punctuation. What it does not know, it only passes on.
 */
export function isCarrierStopWord(body: string): boolean {
  return STOP.has(body.replace(/^[\s!-/:-@[-`{-~]+|[\s!-/:-@[-`{-~]+$/gu, '').toUpperCase());
}

/** Whoever wants out is understood generously: "Opt out", "stop all", and a picture around the word. */
function asStopWord(word: string): string {
  const plain = word.replace(/^[\s\p{P}\p{S}\p{M}]+|[\s\p{P}\p{S}\p{M}]+$/gu, '');
  return /^(?:OPT|STOP)[\s-]+(?:OUT|ALL)$/u.test(plain) ? plain.replace(/[\s-]+/gu, '') : plain;
}
