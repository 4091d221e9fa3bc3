/** Twilio's default opt-out words for long codes, and the texts with which Twilio itself answers them. */

const stopWords = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const startWords = new Set(['START', 'YES', 'UNSTOP']);
const helpWords = new Set(['HELP', 'INFO']);

export type Keyword = 'stop' | 'start' | 'help';

/** Only the whole message counts; case and surrounding space and punctuation do not matter. */
export function keywordIn(body: string): Keyword | null {
  const word = body.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '').toUpperCase();
  if (stopWords.has(word)) return 'stop';
  if (startWords.has(word)) return 'start';
  return helpWords.has(word) ? 'help' : null;
}

/** The standard answers. https://help.twilio.com/articles/223134027 */
export const keywordAnswers: Readonly<Record<Keyword, string>> = {
  stop: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  start:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  help: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
};
