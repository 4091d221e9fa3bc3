/** A clock whose hands are turned by the test. */
import type { Clock } from '../../src/platform/clock.ts';

export interface TurnedClock extends Clock {
  turn(ms: number): void;
}

export const SECOND = 1_000;
export const DAY = 24 * 60 * 60 * SECOND;

export function turnedClock(start = '2026-11-20T09:00:00.000Z'): TurnedClock {
  let ms = Date.parse(start);
  return {
    now: () => new Date(ms),
    turn: (by) => {
      ms += by;
    },
  };
}
