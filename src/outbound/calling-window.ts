/** When a person may be rung: 8:00 to 21:00 where they are, on the days that the organization calls. Pure. */
import { localDay, sendingWindow } from '../values/quiet-hours.ts';
import type { Weekday } from '../values/week-hours.ts';

export type CallingWindow =
  | { readonly isOpen: true }
  /** Null: the organization calls on no day at all. */
  | { readonly isOpen: false; readonly opensAt: Date | null };

/** A week and a day: by then every day of the week has come. */
const LONGEST_LOOK = 8;

export function callingWindow(now: Date, timeZone: string, days: readonly string[]): CallingWindow {
  const isCalled = (at: Date) => days.includes(localDay(at, timeZone).weekday satisfies Weekday);
  const opensAt = firstOpening(now, timeZone, isCalled);
  return opensAt?.getTime() === now.getTime() ? { isOpen: true } : { isOpen: false, opensAt };
}

/** The first opening of another day than today's, in the zone whose days the limit counts. */
export function nextDayOpening(now: Date, calleeZone: string, countingZone: string): Date {
  const today = localDay(now, countingZone).date;
  return firstOpening(now, calleeZone, (at) => localDay(at, countingZone).date > today) ?? now;
}

/** `from` itself while the window is open then. */
function firstOpening(from: Date, timeZone: string, isAllowed: (at: Date) => boolean): Date | null {
  let at = from;
  for (let look = 0; look < 2 * LONGEST_LOOK; look += 1) {
    const window = sendingWindow(at, timeZone);
    if (window.isOpen && isAllowed(at)) return at;
    at = window.isOpen ? new Date(at.getTime() + window.leftMs) : window.opensAt;
  }
  return null;
}
