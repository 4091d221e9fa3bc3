/** `POST /api/twilio/sms`: a text arrived at one of our numbers. */
import type { Context } from 'hono';
import type { Advance } from '../../../inbox/index.ts';
import type { Clock } from '../../../platform/clock.ts';
import { openDoor, type TwilioDoorTools } from './door.ts';
import { mediaUrls, phoneOf, singleFields, smsFields } from './fields.ts';
import { EMPTY_TWIML } from './twiml.ts';

export interface SmsDoor extends TwilioDoorTools {
  readonly advance: Advance;
  readonly clock: Clock;
}

export function smsDoor(tools: SmsDoor) {
  return async (c: Context): Promise<Response> => {
    const opened = await openDoor(c, tools);
    if (!opened.isOpen) return opened.response;
    const fields = singleFields(opened.fields);
    const parsed = smsFields.safeParse(fields);
    if (!parsed.success)
      return missing(
        c,
        tools,
        parsed.error.issues.map(({ path }) => path.join('.')),
      );
    const { MessageSid, From, To, Body, NumMedia } = parsed.data;
    const sender = phoneOf(From, tools.defaultCountry);
    const handled = await tools.advance({
      provider: 'twilio',
      providerEventId: MessageSid,
      ourNumber: phoneOf(To, tools.defaultCountry) ?? To,
      theirNumber: sender ?? From,
      isTextable: sender !== null,
      occurrence: { kind: 'text', body: Body, mediaUrls: mediaUrls(fields, NumMedia) },
      receivedAt: tools.clock.now(),
      answer: () => EMPTY_TWIML,
    });
    tools.log.info({ messageSid: MessageSid, decision: handled.outcome }, 'twilio.sms');
    return xml(c, handled.answer);
  };
}

/** 400 names the fields; the sender is Twilio or somebody with its keys, so this gives nothing away. */
export function missing(c: Context, tools: TwilioDoorTools, names: readonly string[]): Response {
  const wrong = [...new Set(names.filter(Boolean))];
  tools.log.warn({ decision: 'refused', wrong, path: c.req.path }, 'twilio.webhook missing fields');
  return c.text(`Missing or wrong: ${wrong.join(', ') || 'the form'}`, 400);
}

export function xml(c: Context, twiml: string): Response {
  return c.body(twiml, 200, { 'content-type': 'text/xml; charset=utf-8' });
}
