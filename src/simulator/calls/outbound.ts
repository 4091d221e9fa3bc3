/** A call that the service places over REST: rings the number, then runs its TwiML for whoever answers. */
import type { Leg } from '../network/types.ts';
import type { TwimlSource } from '../twiml/reading.ts';
import { runTwiml } from '../twiml/voice.ts';
import type { World } from '../world.ts';
import { connectCall } from './connect.ts';
import { type LegOrder, moveLeg, openLeg } from './legs.ts';
import { type CallResult, deafParty } from './party.ts';

export interface OutboundCall extends Pick<LegOrder, 'from' | 'to' | 'statusCallback' | 'reports'> {
  readonly source: TwimlSource;
  /** Twilio's default is 60. */
  readonly ringSeconds: number;
}

export function callFromAccount(world: World, order: OutboundCall): Leg {
  const leg = openLeg(world, {
    ...order,
    direction: 'outbound-api',
    forwardedFrom: null,
    parentCallSid: null,
  });
  world.background.run('an outbound call', async () => {
    await world.background.sleep(0);
    moveLeg(world, leg, 'initiated');
    moveLeg(world, leg, 'ringing');
    const result = await connectCall(world, {
      from: leg.from,
      to: leg.to,
      // While it rings, the calling side is silence that can be cancelled over REST.
      caller: deafParty(leg.ending),
      ringSeconds: order.ringSeconds,
      forwardedFrom: null,
      hops: 0,
    });
    await converse(world, leg, { result, source: order.source });
  });
  return leg;
}

async function converse(
  world: World,
  leg: Leg,
  { result, source }: { result: CallResult; source: TwimlSource },
): Promise<void> {
  if (result.outcome !== 'answered') return moveLeg(world, leg, result.outcome);
  const party = result.callee;
  party.gone.addEventListener('abort', () => leg.ending.abort(), { once: true });
  if (party.gone.aborted) leg.ending.abort();
  moveLeg(world, leg, 'in-progress');
  await runTwiml(world, { leg, party, source, onAnswered: () => undefined });
  party.hangUp();
  moveLeg(world, leg, 'completed');
}
