/** A call that leaves from a number of the account: rings whoever it reaches, and lets them talk with what is there. */
import type { Leg } from '../network/types.ts';
import type { World } from '../world.ts';
import { connectCall } from './connect.ts';
import { type LegOrder, moveLeg, openLeg } from './legs.ts';
import { type CallResult, deafParty, type Party } from './party.ts';

export interface OutboundCall extends Pick<LegOrder, 'from' | 'to' | 'statusCallback' | 'reports'> {
  /** Twilio's default is 60. */
  readonly ringSeconds: number;
  /** What speaks with whoever answers: TwiML, or a voice agent. The call ends with it. */
  readonly talk: (leg: Leg, party: Party) => Promise<unknown>;
  /** What the callee's network says instead of them, such as a voicemail's greeting. */
  readonly hears?: (words: string) => void;
}

export function callFromAccount(world: World, order: OutboundCall): Leg {
  let isPickedUp = false;
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
      caller: {
        ...deafParty(leg.ending),
        pickedUp: () => {
          isPickedUp = true;
        },
        hears: (words) => {
          if (isPickedUp) order.hears?.(words);
        },
      },
      ringSeconds: order.ringSeconds,
      forwardedFrom: null,
      hops: 0,
    });
    await converse(world, leg, { result, talk: order.talk });
  });
  return leg;
}

async function converse(
  world: World,
  leg: Leg,
  { result, talk }: { result: CallResult; talk: OutboundCall['talk'] },
): Promise<void> {
  if (result.outcome !== 'answered') return moveLeg(world, leg, result.outcome);
  const party = result.callee;
  party.gone.addEventListener('abort', () => leg.ending.abort(), { once: true });
  if (party.gone.aborted) leg.ending.abort();
  moveLeg(world, leg, 'in-progress');
  await talk(leg, party);
  party.hangUp();
  moveLeg(world, leg, 'completed');
}
