/** Closing: nobody may be left waiting for somebody who will never hang up. */
import type { World } from '../world.ts';

export function endAllCalls(world: World): void {
  for (const line of [...world.network.lines.values()]) line.end('canceled');
  for (const leg of world.network.legs.values()) leg.ending.abort();
}
