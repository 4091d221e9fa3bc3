/** What an answer to an inbound text says: the `<Message>` verbs of its TwiML, or plain text. */
import { childrenNamed, parseTwiml, type TwimlElement } from './parse.ts';

export interface SmsReply {
  readonly body: string;
  readonly to: string | null;
  readonly from: string | null;
  readonly mediaUrls: readonly string[];
  readonly statusCallback: string | null;
}

export interface SmsAnswer {
  readonly replies: readonly SmsReply[];
  /** Where the conversation is to go on, relative to the URL that was asked. */
  readonly redirect: { readonly url: string; readonly method: 'GET' | 'POST' } | null;
}

/** Throws a `TwimlError` when the answer is XML but not TwiML. `text/plain` is sent as it stands, as Twilio does. */
export function readSmsAnswer(answer: string, contentType: string): SmsAnswer {
  if (answer.trim() === '') return { replies: [], redirect: null };
  if (contentType.startsWith('text/plain')) {
    return {
      replies: [{ body: answer, to: null, from: null, mediaUrls: [], statusCallback: null }],
      redirect: null,
    };
  }
  const response = parseTwiml(answer);
  const messages = response.children.filter((verb) => verb.name === 'Message' || verb.name === 'Sms');
  const redirect = childrenNamed(response, 'Redirect')[0];
  return {
    replies: messages.map(replyOf),
    redirect: redirect
      ? { url: redirect.text.trim(), method: redirect.attributes.method === 'GET' ? 'GET' : 'POST' }
      : null,
  };
}

function replyOf(message: TwimlElement): SmsReply {
  const bodies = childrenNamed(message, 'Body').map((body) => body.text);
  return {
    body: bodies.length > 0 ? bodies.join('') : message.text.trim(),
    to: message.attributes.to ?? null,
    from: message.attributes.from ?? null,
    mediaUrls: childrenNamed(message, 'Media').map((media) => media.text.trim()),
    statusCallback: message.attributes.statusCallback ?? message.attributes.action ?? null,
  };
}
