/** The form fields of Twilio's webhooks, as documented: inbound texts, receipts, calls and their ends. */
import { countryOf } from '../network/e164.ts';
import type { Leg, Text } from '../network/types.ts';

export const apiVersion = '2010-04-01';

/** Twilio knows only the country of a mobile number; the other geo fields are sent empty. */
function geo(side: 'From' | 'To' | 'Caller' | 'Called', number: string): Record<string, string> {
  return {
    [`${side}City`]: '',
    [`${side}State`]: '',
    [`${side}Zip`]: '',
    [`${side}Country`]: countryOf(number),
  };
}

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
export function inboundTextFields(accountSid: string, text: Text): Record<string, string> {
  const fields: Record<string, string> = {
    ToCountry: countryOf(text.to),
    MessageSid: text.sid,
    SmsSid: text.sid,
    SmsMessageSid: text.sid,
    SmsStatus: 'received',
    AccountSid: accountSid,
    ApiVersion: apiVersion,
    From: text.from,
    To: text.to,
    Body: text.body,
    NumMedia: String(text.media.length),
    NumSegments: String(text.numSegments),
    ...geo('From', text.from),
    ...geo('To', text.to),
  };
  for (const [index, media] of text.media.entries()) {
    fields[`MediaUrl${index}`] = media.url;
    fields[`MediaContentType${index}`] = media.contentType;
  }
  return fields;
}

/** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
export function receiptFields(accountSid: string, text: Text): Record<string, string> {
  const ended = text.status === 'delivered' || text.status === 'undelivered';
  return {
    MessageSid: text.sid,
    SmsSid: text.sid,
    MessageStatus: text.status,
    SmsStatus: text.status,
    AccountSid: accountSid,
    ApiVersion: apiVersion,
    From: text.from,
    To: text.to,
    ...(ended ? { RawDlrDoneDate: rawDlrDoneDate(text.updatedAt) } : {}),
    ...(text.errorCode === null ? {} : { ErrorCode: String(text.errorCode) }),
  };
}

/** The carrier's stamp, as in SMPP receipts: YYMMDDhhmm. */
function rawDlrDoneDate(at: Date): string {
  return at.toISOString().slice(2, 16).replace(/\D/g, '');
}

/** https://www.twilio.com/docs/voice/twiml#request-parameters */
export function voiceFields(accountSid: string, leg: Leg): Record<string, string> {
  return {
    CallSid: leg.sid,
    AccountSid: accountSid,
    ApiVersion: apiVersion,
    CallStatus: leg.status,
    Direction: leg.direction,
    From: leg.from,
    Caller: leg.from,
    To: leg.to,
    Called: leg.to,
    ...geo('From', leg.from),
    ...geo('Caller', leg.from),
    ...geo('To', leg.to),
    ...geo('Called', leg.to),
    ...(leg.forwardedFrom ? { ForwardedFrom: leg.forwardedFrom, CalledVia: leg.forwardedFrom } : {}),
    ...(leg.parentCallSid ? { ParentCallSid: leg.parentCallSid } : {}),
  };
}

/** https://www.twilio.com/docs/voice/api/call-resource#statuscallback */
export function callStatusFields(accountSid: string, leg: Leg): Record<string, string> {
  const seconds = durationSeconds(leg);
  const ended = leg.endedAt !== null;
  return {
    ...voiceFields(accountSid, leg),
    Timestamp: rfc2822(leg.updatedAt),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(leg.sequence),
    ...(ended ? { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) } : {}),
  };
}

export function durationSeconds(leg: Leg): number {
  if (!leg.startedAt || !leg.endedAt) return 0;
  return Math.max(0, Math.round((leg.endedAt.getTime() - leg.startedAt.getTime()) / 1000));
}

/** `Thu, 24 Aug 2023 05:01:45 +0000`, the form of Twilio's dates. */
export function rfc2822(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}
