/**
 * The demo's clock: the real time, and as far ahead of it as somebody has turned it. Reminders wait for mornings, half
 * hours and days; whoever plays with them must not. Nothing turns it back: what has happened lies in the past.
 */
import type { Clock } from '../../src/platform/clock.ts';

export interface DemoClock extends Clock {
  /** How far it is ahead of the real time, milliseconds. */
  aheadMs(): number;
  /** A moment that is past already changes nothing. */
  turnTo(moment: Date): void;
  /** Told of every turn. */
  onTurn(listener: (aheadMs: number) => void): void;
}

export function createDemoClock(): DemoClock {
  let aheadMs = 0;
  const listeners: ((aheadMs: number) => void)[] = [];
  const now = () => new Date(Date.now() + aheadMs);
  return {
    now,
    aheadMs: () => aheadMs,
    turnTo: (moment) => {
      const byMs = moment.getTime() - now().getTime();
      if (!(byMs > 0)) return;
      aheadMs += byMs;
      for (const listener of listeners) listener(aheadMs);
    },
    onTurn: (listener) => void listeners.push(listener),
  };
}
