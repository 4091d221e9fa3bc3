/** The few TwiML documents that the doors answer with. */

/** "Nothing to say": the answer to every text; what follows is sent by the outbox. */
export const EMPTY_TWIML = '<Response/>';

/** Says a sentence and hangs up. */
export function sayAndHangUp(sentence: string): string {
  return `<Response><Say language="en-GB">${escapeXml(sentence)}</Say><Hangup/></Response>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Business names are typed by people: nothing in them may become markup. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
