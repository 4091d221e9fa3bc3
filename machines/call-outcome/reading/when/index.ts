/** When a callee who said "later" wants to be rung: what they said, as a moment on their own clocks. Pure. */
import { wordsOf } from '../words.ts';
import { english } from './english.ts';
import { momentSaid, nextWorkingDay } from './moment.ts';
import type { Piece, Said } from './said.ts';
import { turkish } from './turkish.ts';

/** 60 words: whoever says more before they say when tells a story, in which "last Friday" is no wish. */
const LONGEST_READ = 60;

/** The moment they said, later than `now` and between 8:00 and 21:00 in their zone; `null` where they said none. */
export function readWhen(text: string, now: Date, timeZone: string): Date | null {
  const heard = hear(wordsOf(text));
  return heard && momentSaid(heard.said, now, timeZone);
}

/** As `readWhen`; who says no time is rung on the next working day (Monday to Friday) at 10:00 in their zone. */
export function readLater(text: string, now: Date, timeZone: string): Date {
  return readWhen(text, now, timeZone) ?? nextWorkingDay(now, timeZone);
}

/** The words from the first that says when to the last, for the log; `null` where none does. */
export function laterWordsOf(words: readonly string[]): string | null {
  const heard = hear(words);
  return heard && words.slice(heard.from, heard.until).join(' ');
}

interface HeardWhen {
  readonly said: Said;
  readonly from: number;
  readonly until: number;
}

/** What is said last counts: "Monday, no, Tuesday". */
function hear(words: readonly string[]): HeardWhen | null {
  const limit = Math.min(words.length, LONGEST_READ);
  let said: Said | null = null;
  let [from, until] = [0, 0];
  for (let at = 0; at < limit; ) {
    const piece: Piece | null = english(words, at) ?? turkish(words, at);
    if (piece) {
      from = said === null ? at : from;
      until = Math.min(words.length, at + piece.length);
      said = together(said, piece.said);
    }
    at += piece?.length ?? 1;
  }
  return said && { said, from, until };
}

/** "Tuesday next week" is one day, not two. */
function together(before: Said | null, now: Said): Said {
  const [earlier, later] = [before?.day, now.day];
  const weekday = [earlier, later].find((day) => day?.kind === 'weekday');
  const isNextWeek = [earlier, later].some((day) => day?.kind === 'nextWeek');
  const day = weekday && isNextWeek ? { ...weekday, isNext: true } : (later ?? earlier);
  return { ...before, ...now, ...(day ? { day } : {}) };
}
