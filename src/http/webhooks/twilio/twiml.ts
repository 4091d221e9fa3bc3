/** The smallest pieces of TwiML, and the documents that are nothing else. */

/** "Nothing to say": the answer to every text; what follows is sent by the outbox. */
export const EMPTY_TWIML = '<Response/>';

export const HANG_UP = '<Response><Hangup/></Response>';

/** Says a sentence and hangs up. */
export function sayAndHangUp(sentence: string): string {
  return `<Response>${say(sentence)}<Hangup/></Response>`;
}

export function say(sentence: string): string {
  return `<Say language="en-GB">${escapeXml(sentence)}</Say>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Business names are typed by people: nothing in them may become markup. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
