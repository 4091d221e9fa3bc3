/** The way in for every door: through the engine, or onto the disk while the database is away. Never lost, never reordered. */
import { isDatabaseAway } from '../platform/database/index.ts';
import type { Log } from '../platform/log.ts';
import { spooledDeliveries } from '../platform/metrics/index.ts';
import { type Advance, type Delivery, type Handled, laneOf } from './delivery.ts';
import type { Spool } from './spool/spool.ts';

/** 8 s: Twilio gives up after 15 s in all, so a database that takes longer counts as away. */
const PATIENCE_MS = 8_000;

export interface AcceptOptions {
  readonly log: Log;
  /** How long the engine may take, milliseconds. A delivery that it handles later all the same is recognised. */
  readonly patienceMs?: number;
}

/**
 * Wraps the engine for the doors. A delivery that was answered 2xx is in the database or on this node's disk. While
 * anything waits on the disk, later deliveries queue behind it; and none goes onto the disk before those that came
 * earlier in its lane are handled or there themselves. So a phone's texts keep their order.
 */
export function acceptThrough(
  advance: Advance,
  spool: Spool,
  { log, patienceMs = PATIENCE_MS }: AcceptOptions,
): Advance {
  const latest = new Map<string, Promise<Handled>>();

  async function take(delivery: Delivery, before: Promise<Handled> | undefined): Promise<Handled> {
    if (!spool.isWaiting()) {
      try {
        return await within(patienceMs, advance(delivery));
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        log.warn({ err: error }, 'spool.database_away');
      }
    }
    await before?.catch(() => {});
    const answer = delivery.answer(null);
    await spool.append(delivery, answer);
    spooledDeliveries.inc();
    return { answer, outcome: 'spooled' };
  }

  return (delivery) => {
    const lane = laneOf(delivery);
    const taken = take(delivery, latest.get(lane));
    latest.set(lane, taken);
    const forget = () => {
      if (latest.get(lane) === taken) latest.delete(lane);
    };
    taken.then(forget, forget);
    return taken;
  };
}

function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const reject = () =>
    late.reject(Object.assign(new Error(`the engine did not answer within ${ms} ms`), { code: 'ETIMEDOUT' }));
  const timer = setTimeout(reject, ms);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
