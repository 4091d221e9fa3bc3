/** `POST /api/twilio/voice`: a call reached one of our numbers. */
import type { Context } from 'hono';
import { type CallPlan, type CallUrls, planCall } from '../../../calls/index.ts';
import type { Ring } from '../../../outbox/index.ts';
import { callTwiml } from './call-twiml.ts';
import { openDoor } from './door.ts';
import { callerOf, phoneOf, singleFields, voiceFields } from './fields.ts';
import { missing, type SmsDoor, xml } from './sms.ts';

export interface VoiceDoor extends SmsDoor {
  /** Writes down that a call to a voice agent was not taken; what comes later does not change it. */
  readonly refuseInboundCall: (call: RefusedCall) => Promise<unknown>;
  readonly brandName: string;
  readonly callUrls: CallUrls;
  readonly ring: Ring;
}

/** A call to a voice agent that nobody takes; which conversation it would have been is never known. */
export interface RefusedCall {
  readonly conversationId: null;
  readonly callSid: string;
  readonly ourNumber: string;
  /** E.164, or the word for a withheld number. */
  readonly caller: string;
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
    if (isRefused(plan)) await writeRefusal(tools, { CallSid, ...ends });
    return xml(c, tools.callUrls.sealed(handled.answer));
  };
}

/** Its value was set by the answer, which the compiler cannot follow. */
function isRefused(plan: CallPlan | null): boolean {
  return plan?.kind === 'refuse_inbound';
}

/** The caller is rejected whether or not it can be written down: the row of the call says so as well. */
async function writeRefusal(
  { log, refuseInboundCall }: VoiceDoor,
  { CallSid, ourNumber, caller }: { CallSid: string; ourNumber: string; caller: string },
): Promise<void> {
  try {
    await refuseInboundCall({ conversationId: null, callSid: CallSid, ourNumber, caller });
  } catch (error) {
    log.error({ err: error, callSid: CallSid }, 'twilio.voice refused call not written down');
  }
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
