/** `POST /api/twilio/voice`: a call reached one of our numbers. */
import type { Context } from 'hono';
import type { Called } from '../../../inbox/index.ts';
import { openDoor } from './door.ts';
import { phoneOf, singleFields, voiceFields } from './fields.ts';
import { missing, type SmsDoor, xml } from './sms.ts';
import { sayAndHangUp } from './twiml.ts';

export interface VoiceDoor extends SmsDoor {
  readonly brandName: string;
}

export function voiceDoor(tools: VoiceDoor) {
  return async (c: Context): Promise<Response> => {
    const opened = await openDoor(c, tools);
    if (!opened.isOpen) return opened.response;
    const parsed = voiceFields.safeParse(singleFields(opened.fields));
    if (!parsed.success)
      return missing(
        c,
        tools,
        parsed.error.issues.map(({ path }) => path.join('.')),
      );
    const { CallSid, From, To, CallStatus, ForwardedFrom } = parsed.data;
    const from = phoneOf(From);
    const handled = await tools.advance({
      provider: 'twilio',
      providerEventId: `${CallSid}:${CallStatus}`,
      ourNumber: phoneOf(To) ?? To,
      theirNumber: from ?? From ?? 'anonymous',
      isTextable: from !== null,
      occurrence: { kind: 'call', callSid: CallSid, from, forwardedFrom: phoneOf(ForwardedFrom) },
      receivedAt: tools.clock.now(),
      answer: (called) => greeting(called, tools.brandName),
    });
    tools.log.info({ callSid: CallSid, decision: handled.outcome }, 'twilio.voice');
    return xml(c, handled.answer);
  };
}

const NOBODY_THERE = 'Nobody can take your call right now. Please try again a little later.';

/** Whoever calls hears something kind; nobody's number says so and hangs up. Null: we cannot look up whose it is. */
function greeting(called: Called | null, brandName: string): string {
  if (called === null) return sayAndHangUp(`Thank you for calling. ${NOBODY_THERE}`);
  const { role, orgId, businessName } = called;
  if (role === 'ONBOARDING') {
    return sayAndHangUp(
      `Hello, this is ${brandName}. To get started, please send a text message to this number.`,
    );
  }
  if (orgId === null) return sayAndHangUp('Sorry, this number is not in use. Goodbye.');
  const who = businessName ? `Thank you for calling ${businessName}. ` : 'Thank you for calling. ';
  return sayAndHangUp(`${who}${NOBODY_THERE}`);
}
