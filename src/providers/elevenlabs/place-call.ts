/** Lets an agent call somebody: one POST and never a second, because each one rings a phone. */
import { z } from 'zod';
import type { AgentCall, PlaceAgentOutcome } from '../../outbound/port.ts';
import { failureOf } from './failure.ts';
import { askAgain, outcomeOf, type Random } from './outcome.ts';
import type { ImportedNumbers } from './phone-numbers.ts';
import type { Ask } from './transport.ts';

/** 45 s: longer than any voicemail takes to pick up; a phone that rings for a minute is a nuisance. */
const RINGING_SECONDS = 45;

const placed = z.object({
  success: z.boolean(),
  message: z.string().catch(''),
  conversation_id: z.string().min(1).nullish(),
  callSid: z.string().min(1).nullish(),
});

export function placeCallWith(ask: Ask, { numbers, random }: { numbers: ImportedNumbers; random: Random }) {
  return async (call: AgentCall): Promise<PlaceAgentOutcome> => {
    // Nobody has been rung yet, so whatever goes wrong here may be tried again.
    const numberId = await numbers.idOf(call.from).catch((error: unknown) => failureOf(error));
    if (numberId instanceof Error) return askAgain(numberId, random);
    if (numberId === null) {
      const reason = `${call.from} was not imported into ElevenLabs`;
      return { kind: 'refused', code: 'number_not_imported', reason };
    }
    try {
      return readPlaced(
        await ask({ method: 'POST', path: '/twilio/outbound-call', body: bodyOf(call, numberId) }, placed),
      );
    } catch (error) {
      const failure = failureOf(error);
      if (failure.status === 404) numbers.forget();
      return outcomeOf(failure, random);
    }
  };
}

function bodyOf(call: AgentCall, numberId: string) {
  return {
    agent_id: call.agentId,
    agent_phone_number_id: numberId,
    to_number: call.to,
    // Ours last: nobody's variable may take its place.
    conversation_initiation_client_data: { dynamic_variables: { ...call.variables, call_id: call.callId } },
    telephony_call_config: { ringing_timeout_secs: RINGING_SECONDS },
  };
}

/** What Twilio refuses is told with a 200 that is no success. */
function readPlaced({
  success,
  message,
  conversation_id,
  callSid,
}: z.output<typeof placed>): PlaceAgentOutcome {
  if (!success)
    return { kind: 'refused', code: 'not_placed', reason: `ElevenLabs placed no call: ${message}` };
  if (!conversation_id) return { kind: 'unknown', reason: 'ElevenLabs answered without a conversation' };
  return { kind: 'placed', conversationId: conversation_id, callSid: callSid ?? null };
}
