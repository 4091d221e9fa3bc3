/** When, as English callees say it: "tomorrow at five", "half past ten on Friday", "in a couple of hours". Pure. */
import { englishNumber } from './numbers.ts';
import type { Clock, Part, Piece, Reader } from './said.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const MINUTES_OF = new Map([
  ['minute', 1],
  ['min', 1],
  ['hour', 60],
]);
const DAYS_OF = new Map([
  ['day', 1],
  ['week', 7],
  ['month', 30],
]);

const PARTS = new Map<string, Part>([
  ['morning', 'morning'],
  ['noon', 'noon'],
  ['midday', 'noon'],
  ['lunch', 'noon'],
  ['lunchtime', 'noon'],
  ['afternoon', 'afternoon'],
  ['evening', 'evening'],
  ['dinner', 'evening'],
  ['night', 'night'],
]);

/** "In two hours", "half an hour", "an hour and a half", "three days from now". A number alone is none. */
const duration: Reader = (words, at) => {
  let next = at;
  const lead = words[at] ?? '';
  const isLed = /^(?:in|after|another|within|about|around)$/.test(lead);
  if (isLed) next += 1;
  if (isLed && /^(?:about|around)$/.test(words[next] ?? '')) next += 1;
  if (words[next] === 'half' && words[next + 1] === 'an' && words[next + 2] === 'hour')
    return { length: next + 3 - at, said: { inMinutes: 30 } };
  const isAnother = lead === 'another';
  const number = englishNumber(words, next) ?? (isAnother ? { value: 1, length: 0 } : null);
  if (number === null) return null;
  next += number.length;
  const unit = (words[next] ?? '').replace(/s$/, '');
  const isLate = /^(?:later|time|from)$/.test(words[next + 1] ?? '') || /^(?:minute|min|hour)$/.test(unit);
  if (!isLed && !isLate) return null;
  next += 1;
  const minutes = MINUTES_OF.get(unit);
  if (minutes !== undefined) {
    const hasHalf = words[next] === 'and' && words[next + 1] === 'a' && words[next + 2] === 'half';
    return {
      length: next + (hasHalf ? 3 : 0) - at,
      said: { inMinutes: minutes * (number.value + (hasHalf ? 0.5 : 0)) },
    };
  }
  const days = DAYS_OF.get(unit);
  if (days === undefined) return null;
  return { length: next - at, said: { day: { kind: 'inDays', days: days * number.value } } };
};

const day: Reader = (words, at) => {
  const word = words[at] ?? '';
  const following = words[at + 1] ?? '';
  if (word === 'day' && following === 'after' && words[at + 2] === 'tomorrow')
    return { length: 3, said: { day: { kind: 'inDays', days: 2 } } };
  if (word === 'tomorrow') return { length: 1, said: { day: { kind: 'inDays', days: 1 } } };
  if (word === 'today') return { length: 1, said: { day: { kind: 'inDays', days: 0 } } };
  if (word === 'tonight') return { length: 1, said: { day: { kind: 'inDays', days: 0 }, part: 'evening' } };
  if (word === 'this' && PARTS.has(following))
    return { length: 2, said: { day: { kind: 'inDays', days: 0 }, part: PARTS.get(following) ?? 'morning' } };
  const isNext = word === 'next';
  const name = isNext ? following : word;
  const weekday = weekdayOf(name);
  if (weekday >= 0) return { length: isNext ? 2 : 1, said: { day: { kind: 'weekday', weekday, isNext } } };
  if (name === 'weekend')
    return { length: isNext ? 2 : 1, said: { day: { kind: 'weekday', weekday: 6, isNext } } };
  if (isNext && name === 'week') return { length: 2, said: { day: { kind: 'nextWeek' } } };
  if (isNext && name === 'month') return { length: 2, said: { day: { kind: 'nextMonth' } } };
  if (isNext && name === 'day') return { length: 2, said: { day: { kind: 'inDays', days: 1 } } };
  return null;
};

const weekdayOf = (word: string) => WEEKDAYS.indexOf(word.endsWith('days') ? word.slice(0, -1) : word);

/** "The 5th", "5th of March", "March 5". "May" is a month beside a number only. */
const date: Reader = (words, at) => {
  const month = MONTHS.indexOf(words[at] ?? '') + 1;
  const following = words[at + 1] === 'the' ? 2 : 1;
  const after = month > 0 ? dayOfMonth(words[at + following]) : null;
  if (month > 0 && after !== null)
    return { length: following + 1, said: { day: { kind: 'date', day: after, month } } };
  const number = dayOfMonth(words[at]);
  if (number === null) return null;
  const to = words[at + 1] === 'of' ? at + 2 : at + 1;
  const named = MONTHS.indexOf(words[to] ?? '') + 1;
  if (named > 0) return { length: to + 1 - at, said: { day: { kind: 'date', day: number, month: named } } };
  return /\D/.test(words[at] ?? '')
    ? { length: 1, said: { day: { kind: 'date', day: number, month: null } } }
    : null;
};

function dayOfMonth(word: string | undefined): number | null {
  const number = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word ?? '')?.[1] ?? 0);
  return number >= 1 && number <= 31 ? number : null;
}

const LEADS = /^(?:at|around|about|by|after|before|past|until|till|from)$/;

const clock: Reader = (words, at) => {
  const lead = words[at] ?? '';
  const isLed = LEADS.test(lead);
  const from = isLed ? at + 1 : at;
  const time = pastOrTo(words, from) ?? hourAndMinute(words, from, isLed);
  if (time === null) return null;
  const isBefore = lead === 'before' || lead === 'by';
  return { length: from - at + time.length, said: { clock: { ...time.clock, isBefore } } };
};

type Time = { readonly length: number; readonly clock: Omit<Clock, 'isBefore'> };

/** "Half past five", "quarter to six", "ten past seven". */
function pastOrTo(words: readonly string[], at: number): Time | null {
  const start = words[at] === 'a' && words[at + 1] === 'quarter' ? at + 1 : at;
  const minutes =
    words[start] === 'half'
      ? 30
      : words[start] === 'quarter'
        ? 15
        : (englishNumber(words, start)?.value ?? null);
  if (minutes === null) return null;
  const turn = words[start + 1] ?? '';
  const isHalfFive = words[start] === 'half' && englishNumber(words, start + 1) !== null;
  if (!/^(?:past|to)$/.test(turn) && !isHalfFive) return null;
  const hourAt = isHalfFive ? start + 1 : start + 2;
  const hour = englishNumber(words, hourAt);
  if (hour === null || hour.value < 1 || hour.value > 12 || /^(?:an?|few|couple)$/.test(words[hourAt] ?? ''))
    return null;
  const half = halfAt(words, hourAt + hour.length);
  const total = (hour.value % 12) * 60 + (turn === 'to' ? -minutes : minutes);
  const asHour = Math.floor(((total + 720) % 720) / 60);
  return {
    length: hourAt + hour.length + half.length - at,
    clock: { hour: asHour === 0 ? 12 : asHour, minute: (total + 720) % 60, half: half.half },
  };
}

/** "Five", "5pm", "5 30", "five thirty", "1730", "five o'clock". A number without a lead needs an am, a pm or an o'clock. */
function hourAndMinute(words: readonly string[], at: number, isLed: boolean): Time | null {
  const glued = /^(\d{1,2})(\d{2})?(am|pm)?$/.exec(words[at] ?? '');
  const number = glued
    ? { value: Number(glued[1]), length: 1 }
    : /^(?:an?|few|couple|zero)$/.test(words[at] ?? '')
      ? null
      : englishNumber(words, at);
  if (number === null || number.value > 23 || (number.value === 0 && !glued)) return null;
  let next = at + number.length;
  const rest = /^(\d{2})(am|pm)?$/.exec(words[next] ?? '');
  const spoken = rest || glued?.[2] ? null : englishNumber(words, next);
  const said = Number(glued?.[2] ?? rest?.[1] ?? spoken?.value ?? 0);
  const isMinute = said < 60 && (said >= 10 || rest !== null || glued?.[2] !== undefined);
  const minute = isMinute ? said : 0;
  if (isMinute && rest) next += 1;
  if (isMinute && spoken) next += spoken.length;
  const gluedHalf = (glued?.[3] ?? (isMinute ? rest?.[2] : undefined)) as 'am' | 'pm' | undefined;
  const half = gluedHalf ? { half: gluedHalf, length: 0 } : halfAt(words, next);
  const isSure = isLed || half.length > 0 || gluedHalf !== undefined || (isMinute && minute % 5 === 0);
  // "After two days" and "at five minutes" are no clock.
  const isCount =
    MINUTES_OF.has((words[next] ?? '').replace(/s$/, '')) ||
    DAYS_OF.has((words[next] ?? '').replace(/s$/, ''));
  if (!isSure || isCount) return null;
  return { length: next + half.length - at, clock: { hour: number.value, minute, half: half.half } };
}

function halfAt(words: readonly string[], at: number): { half: 'am' | 'pm' | null; length: number } {
  const word = words[at];
  if (word === 'oclock') return lengthen(halfAt(words, at + 1));
  if (word === 'am' || word === 'pm') return { half: word, length: 1 };
  if ((word === 'a' || word === 'p') && words[at + 1] === 'm')
    return { half: word === 'a' ? 'am' : 'pm', length: 2 };
  return { half: null, length: 0 };
}

const lengthen = (half: { half: 'am' | 'pm' | null; length: number }) => ({
  ...half,
  length: half.length + 1,
});

const part: Reader = (words, at) => {
  const [before, word = '', next] = [words[at - 1], words[at], words[at + 1]];
  if (word === 'first' && next === 'thing') return { length: 2, said: { part: 'firstThing' } };
  if (word === 'after' && next === 'work') return { length: 2, said: { part: 'evening' } };
  if (word === 'after' && next === 'lunch') return { length: 2, said: { part: 'afternoon' } };
  if (word === 'end' && next === 'of' && /^(?:the|day)$/.test(words[at + 2] ?? ''))
    return { length: words[at + 2] === 'the' ? 4 : 3, said: { part: 'endOfDay' } };
  const named = PARTS.get(word.endsWith('s') ? word.slice(0, -1) : word);
  return named === undefined || before === 'good' ? null : { length: 1, said: { part: named } };
};

/** "Not today" says when not. */
export const english: Reader = (words, at): Piece | null => {
  if (words[at] === 'not') return null;
  const piece =
    duration(words, at) ?? date(words, at) ?? clock(words, at) ?? day(words, at) ?? part(words, at);
  return piece !== null && words[at - 1] === 'not' && piece.said.day ? null : piece;
};
