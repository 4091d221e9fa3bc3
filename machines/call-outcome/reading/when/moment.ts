/** The moment that is meant, on the callee's clocks, inside the hours when calls are allowed. Pure. */
import {
  CLOSES_AT_HOUR,
  type Local,
  localTime,
  momentOf,
  OPENS_AT_HOUR,
  sendingWindow,
} from '../../../../src/values/quiet-hours.ts';
import { type Clock, type Day, PARTS, type Said } from './said.ts';

/** 10:00: offices are open and nobody is still in bed. */
const USUAL_HOUR = 10;
/** 20:30: who asks for nine in the evening or later gets the last half hour before 21:00. */
const LAST_RING = { hour: CLOSES_AT_HOUR - 1, minute: 30 };
/** 1 h: "this evening", said in the evening; and an hour before the "five" of "before five". */
const AN_HOUR_MS = 3_600_000;
/** 2 h: "later today" without a time. */
const LATER_TODAY_MS = 2 * AN_HOUR_MS;
/** 90 days: who puts us off for longer is not waiting for the call; the reminder would be about nothing. */
const LONGEST_AHEAD_MS = 90 * 24 * AN_HOUR_MS;

/** Always later than `now`. */
export function momentSaid(said: Said, now: Date, timeZone: string): Date {
  const meant = meantBy(said, now, timeZone);
  const latest = now.getTime() + LONGEST_AHEAD_MS;
  const at = new Date(Math.min(meant.getTime(), latest));
  const window = sendingWindow(at, timeZone);
  return window.isOpen ? at : window.opensAt;
}

/** The next day from Monday to Friday, 10:00: what "later" means when nothing else is said. */
export function nextWorkingDay(now: Date, timeZone: string): Date {
  return momentOf(dayOf({ kind: 'workingDay' }, localTime(now, timeZone)), USUAL_HOUR, timeZone);
}

function meantBy(said: Said, now: Date, timeZone: string): Date {
  if (said.inMinutes !== undefined)
    return new Date(now.getTime() + Math.max(1, Math.round(said.inMinutes)) * 60_000);
  const today = localTime(now, timeZone);
  const isToday = said.day?.kind === 'inDays' && said.day.days === 0;
  const times = timesOf(said);
  if (times.length === 0 && isToday) return new Date(now.getTime() + LATER_TODAY_MS);
  const part = said.part === undefined || said.clock ? null : PARTS[said.part];
  if (part && (isToday || !said.day) && today.hour >= part[0] && today.hour < part[1])
    return new Date(now.getTime() + AN_HOUR_MS);
  const day = said.day ? dayOf(said.day, today) : today;
  const on = (from: CalendarDay) =>
    (times.length > 0 ? times : [{ hour: USUAL_HOUR, minute: 0 }]).map(({ hour, minute }) =>
      momentOf(from, hour, timeZone, minute),
    );
  const again = { ...day, day: day.day + (said.day?.kind === 'weekday' ? 7 : 1) };
  const coming = [...on(day), ...on(again)].find((at) => at > now);
  return coming ?? nextWorkingDay(now, timeZone);
}

type CalendarDay = Pick<Local, 'year' | 'month' | 'day'>;

/** 0 is Sunday. */
const weekdayOf = ({ asUtcMs }: Local) => new Date(asUtcMs).getUTCDay();

function dayOf(day: Day, today: Local): CalendarDay {
  const inDays = (days: number) => ({ ...today, day: today.day + days });
  const weekday = weekdayOf(today);
  const toMonday = (8 - weekday) % 7 || 7;
  switch (day.kind) {
    case 'inDays':
      return inDays(day.days);
    case 'nextWeek':
      return inDays(toMonday);
    case 'weekday':
      return inDays(day.isNext ? toMonday + ((day.weekday + 6) % 7) : (day.weekday - weekday + 7) % 7);
    case 'workingDay':
      return inDays(weekday === 5 ? 3 : weekday === 6 ? 2 : 1);
    case 'nextMonth':
      return firstWorkingDay(today.year, today.month + 1);
    case 'date': {
      const month = day.month ?? (day.day < today.day ? today.month + 1 : today.month);
      const isPast = month < today.month || (month === today.month && day.day < today.day);
      return { year: today.year + (isPast ? 1 : 0), month, day: day.day };
    }
  }
}

function firstWorkingDay(year: number, month: number): CalendarDay {
  const weekday = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return { year, month, day: weekday === 6 ? 3 : weekday === 0 ? 2 : 1 };
}

interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

/** What may be meant, the earlier first: "at eight" is eight in the morning or in the evening, "at five" is only 17:00. */
function timesOf({ clock, part }: Said): TimeOfDay[] {
  if (clock) return hoursOf(clock, part).map((hour) => inside(hour, clock));
  return part === undefined ? [] : [{ hour: PARTS[part][0], minute: 0 }];
}

function hoursOf({ hour, half }: Clock, part: Said['part']): number[] {
  if (hour > 12) return [hour];
  const [am, pm] = [hour % 12, (hour % 12) + 12];
  const said = half ?? halfOf(part);
  if (said !== null) return [said === 'am' ? am : pm];
  const open = [am, pm].filter((each) => each >= OPENS_AT_HOUR && each < CLOSES_AT_HOUR);
  return open.length > 0 ? open : [pm];
}

function halfOf(part: Said['part']): 'am' | 'pm' | null {
  if (part === undefined) return null;
  return part === 'morning' || part === 'firstThing' ? 'am' : 'pm';
}

function inside(hour: number, { minute, isBefore }: Clock): TimeOfDay {
  const at = isBefore ? hour - 1 : hour;
  if (at < OPENS_AT_HOUR) return { hour: OPENS_AT_HOUR, minute: 0 };
  return at >= CLOSES_AT_HOUR ? LAST_RING : { hour: at, minute };
}
