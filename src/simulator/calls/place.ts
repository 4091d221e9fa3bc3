/** A call that somebody makes from a phone: rings whoever it reaches, and talks until one hangs up. */
import { aborted } from '../background.ts';
import type { PhoneState } from '../network/types.ts';
import type { World } from '../world.ts';
import { bridge } from './bridge.ts';
import { connectCall } from './connect.ts';
import { type Line, openLine } from './line.ts';

/** Mobile networks give up ringing after about a minute. */
const networkRingSeconds = 60;

export interface PlacedCall {
  readonly to: string;
  /** Withholds the number: the other side sees `anonymous`. */
  readonly isAnonymous?: boolean;
}

export function placeCall(world: World, phone: PhoneState, placed: PlacedCall): Line {
  const line = openLine(world, phone, { direction: 'out', peer: placed.to, forwardedFrom: null });
  world.background.run('place a call', () => converse(world, phone, { line, placed }));
  return line;
}

async function converse(
  world: World,
  phone: PhoneState,
  { line, placed }: { line: Line; placed: PlacedCall },
): Promise<void> {
  try {
    const result = await connectCall(world, {
      from: placed.isAnonymous ? 'anonymous' : phone.number,
      to: placed.to,
      caller: line.party,
      ringSeconds: networkRingSeconds,
      forwardedFrom: null,
      hops: 0,
    });
    if (result.outcome !== 'answered') return line.end(result.outcome);
    line.connected();
    if (world.network.numbers.has(placed.to))
      await Promise.race([aborted(result.callee.gone), aborted(line.party.gone)]);
    else await bridge(line.party, result.callee);
    result.callee.hangUp();
  } finally {
    line.end('completed');
  }
}
