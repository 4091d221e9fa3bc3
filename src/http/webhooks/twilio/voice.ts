/** `POST /api/twilio/voice`: a call reached one of our numbers. */
import type { Context } from 'hono';
import { type CallPlan, type CallUrls, planCall } from '../../../calls/index.ts';
import type { Ring } from '../../../outbox/index.ts';
import { callTwiml } from './call-twiml.ts';
import { openDoor } from './door.ts';
import { callerOf, phoneOf, singleFields, voiceFields } from './fields.ts';
import { missing, type SmsDoor, xml } from './sms.ts';

export interface VoiceDoor extends SmsDoor {
  readonly brandName: string;
  readonly callUrls: CallUrls;
  readonly ring: Ring;
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
    const from = callerOf(From, tools.defaultCountry);
    const ends = { ourNumber: phoneOf(To, tools.defaultCountry) ?? To, caller: from ?? From ?? 'anonymous' };
    const forwardedFrom = phoneOf(ForwardedFrom, tools.defaultCountry);
    let plan: CallPlan | null = null;
    const handled = await tools.advance({
      provider: 'twilio',
      providerEventId: `${CallSid}:${CallStatus}`,
      ourNumber: ends.ourNumber,
      theirNumber: ends.caller,
      isTextable: from !== null,
      occurrence: { kind: 'call', callSid: CallSid, from, forwardedFrom },
      receivedAt: tools.clock.now(),
      answer: (called) => {
        plan = planCall({ caller: ends.caller, from, forwardedFrom }, called);
        const businessName = called?.businessName ?? null;
        return callTwiml({ plan, ends, businessName, brandName: tools.brandName, urls: tools.callUrls });
      },
    });
    tell(tools, { CallSid, plan, outcome: handled.outcome });
    return xml(c, tools.callUrls.sealed(handled.answer));
  };
}

/** A duplicate was not planned again. */
function tell(
  { log, ring }: VoiceDoor,
  { CallSid, plan, outcome }: { CallSid: string; plan: CallPlan | null; outcome: string },
): void {
  const alert = plan && 'alert' in plan ? plan.alert : null;
  // Not waited for: somebody is on the line.
  if (alert) void ring(alert, { callSid: CallSid });
  log.info({ event: 'call', callSid: CallSid, decision: plan?.kind ?? outcome, outcome }, 'twilio.voice');
}
