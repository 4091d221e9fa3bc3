/** Reads and words business hours: `Mon-Fri 8-18, Sat 9-1pm`. Times are the business's own; a night over midnight is not understood. */
import { WEEKDAYS, type Weekday, type WeekHours } from '../../src/values/week-hours.ts';

const DAY = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|weekdays?|weekends?|everyday|daily|allweek';
const TIME = String.raw`(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?`;
const RANGE = new RegExp(`${TIME} ?(?:-|to|until|till) ?${TIME}`, 'u');
/** What stands before a range: days, alone, as a list or from one to another. */
const PART = new RegExp(`((?:${DAY}|-|to|and|&|,| )*)${RANGE.source}`, 'gu');
const DAYS = new RegExp(`^(${DAY})(?: ?(?:-|to) ?(${DAY}))?$`, 'u');
const NOON = 12 * 60;
const MIDNIGHT = 24 * 60;

/** Null where any of it was not understood: half of somebody's hours would be wrong every week. */
export function readHours(text: string): WeekHours | null {
  const words = text
    .toLowerCase()
    .replace(/[\u2012-\u2015]/gu, '-')
    .replace(/\s+/gu, ' ')
    .replace(/\b(every|all) (day|week)\b/gu, '$1$2')
    .trim();
  const hours: Partial<Record<Weekday, readonly [string, string]>> = {};
  let rest = words;
  for (const [whole, days = '', ...times] of words.matchAll(PART)) {
    const read = readRange(times);
    const meant = readDays(days);
    if (!read || !meant) return null;
    for (const day of meant) hours[day] = read;
    rest = rest.replace(whole, ' ');
  }
  const left = rest.replace(/\b(?:and|closed|otherwise)\b|[ ,;.&]/gu, '');
  return left === '' && Object.keys(hours).length > 0 ? hours : null;
}

/** No day at all: every day. */
function readDays(words: string): readonly Weekday[] | null {
  const plain = words.trim().replace(/^(?:,|and\b|&| )+|[, ]+$/gu, '');
  if (plain === '') return WEEKDAYS;
  const found: Weekday[] = [];
  for (const part of plain.split(/ ?(?:,|&|\band\b) ?|(?<=[a-z]) (?=(?!to\b)[a-z])(?<!to )/u)) {
    const [, from, until] = DAYS.exec(part.trim()) ?? [];
    if (from === undefined) return null;
    found.push(...span(from, until));
  }
  return found;
}

function span(from: string, until: string | undefined): readonly Weekday[] {
  const first = named(from);
  const last = until === undefined ? undefined : named(until)[0];
  const [start] = first;
  if (last === undefined || start === undefined) return first;
  const count = ((WEEKDAYS.indexOf(last) - WEEKDAYS.indexOf(start) + 7) % 7) + 1;
  return Array.from({ length: count }, (_, n) => WEEKDAYS[(WEEKDAYS.indexOf(start) + n) % 7] ?? start);
}

function named(word: string): readonly Weekday[] {
  if (word.startsWith('weekd')) return WEEKDAYS.slice(0, 5);
  if (word.startsWith('weeke')) return WEEKDAYS.slice(5);
  const day = WEEKDAYS.find((known) => word.startsWith(known));
  return day === undefined ? WEEKDAYS : [day];
}

/** "8-6" and "9 to 5" are a working day: an end that is not after its beginning, and could be, is in the afternoon. */
function readRange(times: readonly (string | undefined)[]): readonly [string, string] | null {
  const from = minutesOf(times[0], times[1], times[2]);
  const until = minutesOf(times[3], times[4], times[5]);
  if (from === null || until === null) return null;
  const end = until <= from && until < NOON && times[5] === undefined ? until + NOON : until;
  return end > from && end <= MIDNIGHT ? [clock(from), clock(end)] : null;
}

function minutesOf(hour = '', minute = '00', half?: string): number | null {
  const [hours, minutes] = [Number(hour), Number(minute)];
  if (minutes > 59 || hours > 24 || (half !== undefined && (hours < 1 || hours > 12))) return null;
  const counted = half === undefined ? hours : (hours % 12) + (half === 'pm' ? 12 : 0);
  return counted * 60 + minutes;
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

const NAMES: Readonly<Record<Weekday, string>> = {
  ...{ mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
};

/** `Mon-Fri 08:00-18:00, Sat 09:00-13:00`: neighbours with the same hours are one. */
export function wordHours(hours: WeekHours): string {
  const runs: { first: Weekday; last: Weekday; times: string }[] = [];
  let isOpenYesterday = false;
  for (const day of WEEKDAYS) {
    const times = hours[day]?.join('-');
    const run = runs.at(-1);
    if (times !== undefined && run && isOpenYesterday && run.times === times) run.last = day;
    else if (times !== undefined) runs.push({ first: day, last: day, times });
    isOpenYesterday = times !== undefined;
  }
  return runs
    .map(({ first, last, times }) =>
      first === last ? `${NAMES[first]} ${times}` : `${NAMES[first]}-${NAMES[last]} ${times}`,
    )
    .join(', ');
}
