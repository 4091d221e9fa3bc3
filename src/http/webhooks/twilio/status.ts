/** `POST /api/twilio/status`: what became of a text that we sent, of a call, of a recording. They share this door. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { Delivery } from '../../../inbox/index.ts';
import { storable } from '../../../values/sanitize.ts';
import { readCallReport } from './call-report.ts';
import { openDoor } from './door.ts';
import { callerOf, phoneOf, singleFields, textStatusFields } from './fields.ts';
import { missing, xml } from './sms.ts';
import { EMPTY_TWIML } from './twiml.ts';
import type { VoiceDoor } from './voice.ts';

const promiseId = z.uuid().nullable().catch(null);

/** Each status of a text or call is an event of its own; the same one twice is a duplicate. */
export function statusDoor(tools: VoiceDoor) {
  return async (c: Context): Promise<Response> => {
    const opened = await openDoor(c, tools);
    if (!opened.isOpen) return opened.response;
    const fields = singleFields(opened.fields);
    const delivery =
      textReceipt(fields, opened.query, tools.clock.now()) ?? callReport(fields, opened.query, tools);
    if (!delivery) return missing(c, tools, ['MessageSid', 'MessageStatus']);
    const handled = await tools.advance(delivery);
    const { occurrence, providerEventId } = delivery;
    const about = occurrence.kind === 'call_report' ? occurrence.report.about : 'text or placed call';
    tools.log.info({ event: about, id: providerEventId, decision: handled.outcome }, 'twilio.status');
    return xml(c, tools.callUrls.sealed(handled.answer));
  };
}

type Fields = Record<string, string>;

function textReceipt(fields: Fields, query: URLSearchParams, now: Date): Delivery | null {
  const parsed = textStatusFields.safeParse(fields);
  if (!parsed.success) return null;
  const { MessageSid, MessageStatus, ErrorCode = null } = parsed.data;
  return receipt(
    { providerId: MessageSid, status: MessageStatus, errorCode: ErrorCode },
    { promiseId: promiseId.parse(query.get('promise')), now },
  );
}

function receipt(
  { providerId, status, errorCode }: { providerId: string; status: string; errorCode: string | null },
  { promiseId, now }: { promiseId: string | null; now: Date },
): Delivery {
  return {
    provider: 'twilio',
    providerEventId: `status:${providerId}:${status}`,
    ourNumber: 'receipt',
    theirNumber: providerId,
    isTextable: false,
    occurrence: { kind: 'receipt', promiseId, providerId, status, errorCode },
    receivedAt: now,
    answer: () => EMPTY_TWIML,
  };
}

/** In the lane of the call's two numbers, so that it stays behind the call itself when that has to wait. */
function callReport(fields: Fields, query: URLSearchParams, tools: VoiceDoor): Delivery | null {
  const read = readCallReport(fields);
  if (!read) return null;
  const now = tools.clock.now();
  if (read.kind === 'placed call') {
    return receipt(
      { providerId: read.callSid, status: read.status, errorCode: null },
      { promiseId: null, now },
    );
  }
  const our = phoneOf(query.get('our') ?? fields.To, tools.defaultCountry);
  const named = storable(query.get('caller') ?? fields.From ?? '').slice(0, MAX_CALLER);
  const caller = callerOf(named, tools.defaultCountry);
  // Without its ends it is stored all the same, and joins its call by the call's id.
  const [ourNumber, theirNumber] =
    our === null ? ['receipt', read.callSid] : [our, caller ?? (named || 'anonymous')];
  return {
    provider: 'twilio',
    providerEventId: read.eventId,
    ourNumber,
    theirNumber,
    isTextable: our !== null && caller !== null,
    occurrence: { kind: 'call_report', callSid: read.callSid, report: read.report },
    receivedAt: now,
    answer: read.answer({ ends: { ourNumber, caller: theirNumber }, urls: tools.callUrls }),
  };
}

/** As long as a `From` may be. */
const MAX_CALLER = 64;
