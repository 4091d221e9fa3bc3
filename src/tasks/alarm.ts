/** Rings an alarm when something becomes wrong, again once an hour while it stays so, and says when it is over. */
import type { Ring } from '../outbox/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

/** One hour: often enough not to be forgotten, seldom enough to be read. */
const AGAIN_AFTER_MS = 60 * 60_000;

export interface AlarmTools {
  readonly ring: Ring;
  readonly clock: Clock;
  readonly log: Log;
}

export type Alarm = (
  name: string,
  isWrong: boolean,
  details?: Readonly<Record<string, unknown>>,
) => Promise<void>;

export function createAlarm({ ring, clock, log }: AlarmTools): Alarm {
  const rungAt = new Map<string, number>();
  return async (name, isWrong, details = {}) => {
    const last = rungAt.get(name);
    if (!isWrong) {
      if (last !== undefined) log.info({ alert: name, ...details }, 'alert.over');
      rungAt.delete(name);
      return;
    }
    const now = clock.now().getTime();
    if (last !== undefined && now - last < AGAIN_AFTER_MS) return;
    if (await ring(name, details)) rungAt.set(name, now);
  };
}
