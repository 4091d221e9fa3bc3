/** The way in for every door: through the engine, or onto the disk while the database is away. Never lost, never reordered. */
import { isDatabaseAway } from '../platform/database/index.ts';
import type { Log } from '../platform/log.ts';
import type { Advance, Called } from './delivery.ts';
import type { Spool } from './spool/spool.ts';

const NOBODY: Called = { role: null, voiceMode: null, orgId: null, businessName: null };

/**
 * Wraps the engine for the doors. A delivery that was answered 2xx is in the database or on this node's disk. While
 * anything waits on the disk, later deliveries queue behind it, so that a phone's texts keep their order.
 */
export function acceptThrough(advance: Advance, spool: Spool, log: Log): Advance {
  return async (delivery) => {
    if (!spool.isWaiting()) {
      try {
        return await advance(delivery);
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        log.warn({ err: error }, 'spool.database_away');
      }
    }
    const answer = delivery.answer(NOBODY);
    await spool.append(delivery, answer);
    return { answer, outcome: 'spooled' };
  };
}
