/** Rings an alarm when something becomes wrong, again once an hour while it stays so, and says when it is over. */
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

/** One hour: often enough not to be forgotten, seldom enough to be read. */
const AGAIN_AFTER_MS = 60 * 60_000;

export type Alarm = (name: string, isWrong: boolean, details: object) => void;

export function createAlarm(log: Log, clock: Clock): Alarm {
  const rungAt = new Map<string, number>();
  return (name, isWrong, details) => {
    const last = rungAt.get(name);
    if (!isWrong) {
      if (last !== undefined) log.info({ alert: name, ...details }, 'alert.over');
      rungAt.delete(name);
      return;
    }
    const now = clock.now().getTime();
    if (last !== undefined && now - last < AGAIN_AFTER_MS) return;
    rungAt.set(name, now);
    log.warn({ alert: name, ...details }, 'alert');
  };
}
