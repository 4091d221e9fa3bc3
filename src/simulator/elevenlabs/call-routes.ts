/** Numbers that were imported, and calls from them. */
import { Hono } from 'hono';
import { z } from 'zod';
import { isE164 } from '../network/e164.ts';
import type { World } from '../world.ts';
import { elevenLabsError, unprocessable } from './errors.ts';
import { liveCalls, placeAgentCall } from './place.ts';
import { agentIn } from './state.ts';

/** Twilio rings for 60 s by default. */
const defaultRingSeconds = 60;

const clientData = z.looseObject({ dynamic_variables: z.record(z.string(), z.unknown()).nullish() });
const order = z.object({
  agent_id: z.string(),
  agent_phone_number_id: z.string(),
  to_number: z.string(),
  conversation_initiation_client_data: clientData.nullish(),
  telephony_call_config: z.object({ ringing_timeout_secs: z.number().nullish() }).nullish(),
});

export function callRoutes(world: World): Hono {
  const app = new Hono();

  app.get('/phone-numbers', (c) =>
    c.json(
      importedNumbers(world).map((phoneE164) => ({
        phone_number: phoneE164,
        label: phoneE164,
        supports_inbound: true,
        supports_outbound: true,
        phone_number_id: idOfNumber(phoneE164),
        assigned_agent: null,
        provider: 'twilio',
      })),
    ),
  );

  app.post('/twilio/outbound-call', async (c) => {
    const parsed = order.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return unprocessable(c, parsed.error);
    const { agent_id: agentId, to_number: to, agent_phone_number_id: phoneNumberId } = parsed.data;
    const agent = agentIn(world.settings.elevenlabs?.agents, agentId);
    const agentNumber = importedNumbers(world).find((number) => idOfNumber(number) === phoneNumberId);
    if (!agent) {
      return elevenLabsError(c, { code: 404, status: 'agent_not_found', message: `No agent ${agentId}` });
    }
    if (!agentNumber) {
      const message = `No phone number ${phoneNumberId}`;
      return elevenLabsError(c, { code: 404, status: 'phone_number_not_found', message });
    }
    const { mostCalls } = world.settings.elevenlabs ?? {};
    if (mostCalls !== undefined && liveCalls(world) >= mostCalls) {
      const message = 'Too many concurrent calls';
      return elevenLabsError(c, { code: 429, status: 'too_many_concurrent_requests', message });
    }
    // What Twilio refuses is told with a 200.
    if (!isE164(to)) {
      return c.json({
        success: false,
        message: `Invalid 'To' Phone Number: ${to}`,
        conversation_id: null,
        callSid: null,
      });
    }
    const data = parsed.data.conversation_initiation_client_data ?? {};
    const conversation = placeAgentCall(world, {
      agentId,
      phoneNumberId,
      agentNumber,
      externalNumber: to,
      clientData: data,
      variables: data.dynamic_variables ?? {},
      ringSeconds: parsed.data.telephony_call_config?.ringing_timeout_secs ?? defaultRingSeconds,
    });
    return c.json({
      success: true,
      message: 'Success',
      conversation_id: conversation.id,
      callSid: conversation.callSid,
    });
  });

  return app;
}

function importedNumbers({ settings, network }: World): readonly string[] {
  return settings.elevenlabs?.importedNumbers ?? [...network.numbers.keys()];
}

function idOfNumber(phoneE164: string): string {
  return `phnum_${phoneE164.replace(/\D/g, '')}`;
}
