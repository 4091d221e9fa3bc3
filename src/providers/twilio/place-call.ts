/** Places one call at Twilio, with the TwiML for whoever answers. */
import type { Twilio } from 'twilio';
import { z } from 'zod';
import type { CallToPlace, PlaceOutcome } from '../../calls/port.ts';
import { failureOf } from './failure.ts';
import { outcomeOf, type Random } from './outcome.ts';

const created = z.object({ sid: z.string().min(1) });

export function placeCallWith(client: Twilio, random: Random) {
  return async (call: CallToPlace): Promise<PlaceOutcome> => {
    try {
      const placed = await client.calls.create({
        from: call.from,
        to: call.to,
        twiml: call.twiml,
        timeout: call.ringSeconds,
      });
      const parsed = created.safeParse(placed);
      if (!parsed.success) return { kind: 'unknown', reason: 'Twilio answered without a call id' };
      return { kind: 'placed', callSid: parsed.data.sid };
    } catch (error) {
      const outcome = outcomeOf(failureOf(error), random);
      if (outcome.kind !== 'final') return outcome;
      return { kind: 'final', code: outcome.code, reason: outcome.reason };
    }
  };
}
