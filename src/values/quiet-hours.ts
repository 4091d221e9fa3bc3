/**
 * When a text that nobody asked for may arrive: 8:00 to 21:00 where the recipient is (47 CFR 64.1200(c)(1); kept in
 * every country, because a night is a night). Pure.
 */

import { WEEKDAYS, type Weekday } from './week-hours.ts';

export const OPENS_AT_HOUR = 8;
export const CLOSES_AT_HOUR = 21;

/** Countries with a single time zone. Numbers of others (+1 spans nine zones) are judged by the organization's. */
const ZONES: readonly (readonly [prefix: string, zone: string])[] = [
  ['+44', 'Europe/London'],
  ['+353', 'Europe/Dublin'],
  ['+90', 'Europe/Istanbul'],
];
const FALLBACK_ZONE = 'Europe/London';

export function timeZoneOf(phone: string, organizationZone: string | null): string {
  return ZONES.find(([prefix]) => phone.startsWith(prefix))?.[1] ?? organizationZone ?? FALLBACK_ZONE;
}

export type SendingWindow =
  | { readonly isOpen: true; readonly leftMs: number }
  | { readonly isOpen: false; readonly opensAt: Date };

/** The window as it stands at `now`; a zone that nobody knows counts as London. */
export function sendingWindow(now: Date, timeZone: string): SendingWindow {
  const local = localTime(now, timeZone);
  if (local.hour >= OPENS_AT_HOUR && local.hour < CLOSES_AT_HOUR) {
    return { isOpen: true, leftMs: momentOf(local, CLOSES_AT_HOUR, timeZone).getTime() - now.getTime() };
  }
  const day = local.hour < OPENS_AT_HOUR ? local.day : local.day + 1;
  return { isOpen: false, opensAt: momentOf({ ...local, day }, OPENS_AT_HOUR, timeZone) };
}

/** The date and the day of the week there. */
export function localDay(at: Date, timeZone: string): { readonly date: string; readonly weekday: Weekday } {
  const { year, month, day } = localTime(at, timeZone);
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // Sunday is the first day of JavaScript's week and the last of ours.
  const weekday = WEEKDAYS[(midnight.getUTCDay() + 6) % 7] ?? 'sun';
  return { date: midnight.toISOString().slice(0, 10), weekday };
}

/** What the clocks of a place say; months count from 1. */
export interface Local {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  /** What the clocks there say, as if it were UTC, milliseconds. */
  readonly asUtcMs: number;
}

export function localTime(at: Date, timeZone: string): Local {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const [year, month, day, hour] = [part('year'), part('month'), part('day'), part('hour')];
  return {
    year,
    month,
    day,
    hour,
    asUtcMs: Date.UTC(year, month - 1, day, hour, part('minute'), part('second')),
  };
}

/**
 * The moment when the clocks there show that hour; a day past the month's end is one of the next month. Twice, because the
 * first guess may lie beyond a change of the clocks.
 */
export function momentOf(
  { year, month, day }: Pick<Local, 'year' | 'month' | 'day'>,
  hour: number,
  timeZone: string,
  minute = 0,
): Date {
  const wantedMs = Date.UTC(year, month - 1, day, hour, minute);
  let guess = new Date(wantedMs);
  for (let turn = 0; turn < 2; turn += 1) {
    guess = new Date(guess.getTime() + wantedMs - localTime(guess, timeZone).asUtcMs);
  }
  return guess;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
  const options = { ...numeric, minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: FALLBACK_ZONE });
  }
  formats.set(timeZone, format);
  return format;
}

/** The longest that a carrier may hold a text, seconds (Twilio's ValidityPeriod). */
const LONGEST_VALIDITY_S = 36_000;

export function validityS(leftMs: number): number {
  return Math.max(1, Math.min(LONGEST_VALIDITY_S, Math.floor(leftMs / 1_000)));
}
