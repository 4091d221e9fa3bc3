/** `POST /api/twilio/status`: what became of a text that we sent, or of a call. */
import type { Context } from 'hono';
import { z } from 'zod';
import { openDoor } from './door.ts';
import { singleFields, statusFields } from './fields.ts';
import { missing, type SmsDoor, xml } from './sms.ts';
import { EMPTY_TWIML } from './twiml.ts';

const promiseId = z.uuid().nullable().catch(null);

/** Each status of a text or call is an event of its own; the same one twice is a duplicate. */
export function statusDoor(tools: SmsDoor) {
  return async (c: Context): Promise<Response> => {
    const opened = await openDoor(c, tools);
    if (!opened.isOpen) return opened.response;
    const parsed = statusFields.safeParse(singleFields(opened.fields));
    if (!parsed.success) return missing(c, tools, ['MessageSid', 'MessageStatus']);
    const isText = 'MessageSid' in parsed.data;
    const [providerId, status] =
      'MessageSid' in parsed.data
        ? [parsed.data.MessageSid, parsed.data.MessageStatus]
        : [parsed.data.CallSid, parsed.data.CallStatus];
    const handled = await tools.advance({
      provider: 'twilio',
      providerEventId: `status:${providerId}:${status}`,
      ourNumber: 'receipt',
      theirNumber: providerId,
      isTextable: false,
      occurrence: {
        kind: 'receipt',
        promiseId: isText ? promiseId.parse(opened.query.get('promise')) : null,
        providerId,
        status,
        errorCode: 'ErrorCode' in parsed.data ? (parsed.data.ErrorCode ?? null) : null,
      },
      receivedAt: tools.clock.now(),
      answer: () => EMPTY_TWIML,
    });
    tools.log.info({ providerId, status, decision: handled.outcome }, 'twilio.status');
    return xml(c, handled.answer);
  };
}
