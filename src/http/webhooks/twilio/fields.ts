/** Reads what the doors need out of Twilio's forms; unknown fields are ignored, a doubled one counts once. */
import { z } from 'zod';
import { type CountryCode, type PhoneE164, parsePhone } from '../../../values/phone.ts';
import { storable } from '../../../values/sanitize.ts';
import type { FormFields } from './door.ts';

/** 64 characters are more than any id or address of Twilio has. */
const MAX_ID = 64;
const id = z.string().transform(storable).pipe(z.string().min(1).max(MAX_ID));
const optionalId = id.optional().catch(undefined);
const text = z.string().transform(storable);

export const smsFields = z.object({
  MessageSid: id,
  From: id,
  To: id,
  Body: text.default(''),
  NumMedia: z.coerce.number().int().min(0).max(50).catch(0),
});

export const voiceFields = z.object({
  CallSid: id,
  From: optionalId,
  To: id,
  CallStatus: id.catch('ringing'),
  ForwardedFrom: optionalId,
});

/** 2,048: the longest address that browsers and proxies agree on. */
const address = z.string().transform(storable).pipe(z.url().max(2048)).nullish().catch(null);
const seconds = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number)
  .nullish()
  .catch(null);
const recordingFields = { RecordingSid: id, RecordingUrl: address, RecordingDuration: seconds };

export const textStatusFields = z.object({ MessageSid: id, MessageStatus: id, ErrorCode: optionalId });
export const lineStatusFields = z.object({
  CallSid: id,
  CallStatus: id,
  Direction: optionalId,
  ParentCallSid: optionalId,
});
export const dialFields = z.object({
  CallSid: id,
  DialCallStatus: id,
  DialCallSid: optionalId,
  DialCallDuration: seconds,
  DialBridged: z.enum(['true', 'false']).optional().catch(undefined),
  RecordingSid: optionalId,
  RecordingUrl: address,
});
export const messageLeftFields = z.object({ CallSid: id, ...recordingFields });
export const recordingReadyFields = messageLeftFields.extend({
  RecordingStatus: id,
  RecordingSource: optionalId,
});

/** A doubled field is a list; its first value counts. Old copies of the message's id stand in for a missing one. */
export function singleFields(fields: FormFields): Record<string, string> {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    Array.isArray(value) ? value[0] : value,
  ]);
  const single = Object.fromEntries(entries) as Record<string, string>;
  const sid = single.MessageSid || single.SmsSid || single.SmsMessageSid;
  const status = single.MessageStatus || single.SmsStatus;
  return { ...single, ...(sid ? { MessageSid: sid } : {}), ...(status ? { MessageStatus: status } : {}) };
}

/** Media links of an MMS, in order. */
export function mediaUrls(fields: Record<string, string>, count: number): string[] {
  return Array.from({ length: count }, (_, n) => storable(fields[`MediaUrl${n}`] ?? '')).filter(Boolean);
}

/**
 * Carriers that cannot send a word spell it on a phone's keys: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE
 * (Twilio support, "What do +266696687 and other odd caller ids mean?").
 */
const WITHHELD: ReadonlySet<string> = new Set([
  '+266696687',
  '+7378742833',
  '+2562533',
  '+8656696',
  '+86282452253',
]);

/** The phone of a caller who can be texted; null when it was withheld. */
export function callerOf(value: string | undefined, country?: CountryCode): PhoneE164 | null {
  return value !== undefined && WITHHELD.has(value.trim()) ? null : phoneOf(value, country);
}

/** 7 digits: anything shorter is a short code or a service name, which nobody can answer. */
const LEAST_DIGITS = 7;

/** The phone of a sender or caller; null for `anonymous`, short codes and words. */
export function phoneOf(value: string | undefined, country?: CountryCode): PhoneE164 | null {
  if (!value || value.replace(/\D/g, '').length < LEAST_DIGITS) return null;
  return parsePhone(value, country);
}
