/** The resources as Twilio's OpenAPI describes them: snake_case, numbers as strings, RFC 2822 dates. */
import type { AccountNumber, Leg, Text } from '../network/types.ts';
import { apiVersion, durationSeconds, rfc2822 } from '../webhooks/fields.ts';

export function messageResource(accountSid: string, text: Text): Record<string, unknown> {
  const uri = `/${apiVersion}/Accounts/${accountSid}/Messages/${text.sid}`;
  return {
    sid: text.sid,
    account_sid: accountSid,
    api_version: apiVersion,
    body: text.body,
    date_created: rfc2822(text.createdAt),
    date_updated: rfc2822(text.updatedAt),
    date_sent: text.sentAt ? rfc2822(text.sentAt) : null,
    direction: text.direction,
    error_code: text.errorCode,
    error_message: text.errorCode === null ? null : text.trouble,
    from: text.from,
    to: text.to,
    messaging_service_sid: null,
    num_media: String(text.media.length),
    num_segments: String(text.numSegments),
    price: null,
    price_unit: 'USD',
    status: text.status,
    subresource_uris: { media: `${uri}/Media.json`, feedback: `${uri}/Feedback.json` },
    uri: `${uri}.json`,
  };
}

export function callResource(
  accountSid: string,
  leg: Leg,
  phoneNumberSid: string | null,
): Record<string, unknown> {
  const uri = `/${apiVersion}/Accounts/${accountSid}/Calls/${leg.sid}`;
  return {
    sid: leg.sid,
    account_sid: accountSid,
    api_version: apiVersion,
    answered_by: null,
    caller_name: null,
    date_created: rfc2822(leg.createdAt),
    date_updated: rfc2822(leg.updatedAt),
    direction: leg.direction,
    duration: leg.endedAt ? String(durationSeconds(leg)) : null,
    start_time: leg.startedAt ? rfc2822(leg.startedAt) : null,
    end_time: leg.endedAt ? rfc2822(leg.endedAt) : null,
    forwarded_from: leg.forwardedFrom,
    from: leg.from,
    from_formatted: leg.from,
    to: leg.to,
    to_formatted: leg.to,
    group_sid: null,
    parent_call_sid: leg.parentCallSid,
    phone_number_sid: phoneNumberSid,
    price: null,
    price_unit: 'USD',
    queue_time: '0',
    // The resource knows no `initiated`: that word belongs to callbacks.
    status: leg.status === 'initiated' ? 'queued' : leg.status,
    subresource_uris: {
      notifications: `${uri}/Notifications.json`,
      recordings: `${uri}/Recordings.json`,
      events: `${uri}/Events.json`,
    },
    trunk_sid: null,
    uri: `${uri}.json`,
  };
}

export function numberResource(accountSid: string, number: AccountNumber): Record<string, unknown> {
  return {
    sid: number.sid,
    account_sid: accountSid,
    address_requirements: 'none',
    address_sid: null,
    api_version: apiVersion,
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    date_created: rfc2822(number.createdAt),
    date_updated: rfc2822(number.updatedAt),
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    friendly_name: number.friendlyName,
    identity_sid: null,
    origin: 'twilio',
    phone_number: number.phoneE164,
    sms_application_sid: '',
    sms_fallback_method: 'POST',
    sms_fallback_url: '',
    sms_method: number.smsMethod,
    sms_url: number.smsUrl,
    status: 'in-use',
    status_callback: number.statusCallback,
    status_callback_method: number.statusCallbackMethod,
    trunk_sid: null,
    type: 'mobile',
    uri: `/${apiVersion}/Accounts/${accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
    voice_application_sid: '',
    voice_caller_id_lookup: false,
    voice_fallback_method: 'POST',
    voice_fallback_url: '',
    voice_method: number.voiceMethod,
    voice_receive_mode: 'voice',
    voice_url: number.voiceUrl,
  };
}
