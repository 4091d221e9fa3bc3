/** When it would suit, as people say it: days, parts of a day, clock times, dates. It is kept as it was written. */
import { tidy } from '../../reading/plain.ts';

const DAY =
  '(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?|today|tonight|tomorrow|tomoz|tmrw|tmw|the day after tomorrow|weekdays?|weekends?|(?:this|next|the) (?:week|weekend|month)';
const PART =
  'mornings?|afternoons?|evenings?|lunch(?:time)?|noon|midday|midnight|am|pm|early|late|first thing|end of (?:the )?day|all day';
const CLOCK =
  "\\d{1,2}(?:[:.]\\d{2})? ?(?:am|pm|o'?clock)|\\d{1,2}:\\d{2}|(?:after|before|by|from|until|till|around|about|at) \\d{1,2}(?:[:.]\\d{2})?";
const DATE =
  '\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*|\\d{1,2}[/]\\d{1,2}(?:[/]\\d{2,4})?|the \\d{1,2}(?:st|nd|rd|th)';
const LOOSE =
  "any ?time|whenever|any day|asap|as soon as (?:possible|you can)|right away|straight away|now|soon|i'?m flexible|flexible|don'?t mind|you choose|up to you";

const SURE = `${DAY}|${PART}|${CLOCK}|${DATE}`;
/** Words that may stand between two times and belong to them. */
const GLUE = `(?:[ ,]|\\b(?:in the|on|at|or|and|and then|to|between|after|before|around|about|from|until|till|by|any ?time|sometime|next|this|-)\\b)*`;
const RUN = new RegExp(
  `\\b(?:(?:on|next|this|any ?time|sometime|between|early|late) )*(?:${SURE})(?:${GLUE}(?:${SURE}))*\\b`,
  'iu',
);
const LOOSE_RUN = new RegExp(`\\b(?:${LOOSE})\\b`, 'iu');
const LONGEST = 60;

/** The first time in a text, as it was written, with where it stands; `null` where none is. */
export function findTime(text: string): string | null {
  const found = RUN.exec(tidy(text))?.[0]?.trim() ?? null;
  // "am" alone is a verb far more often than a time of day.
  return found === null || /^(?:am|late|early)$/iu.test(found) ? null : found.slice(0, LONGEST);
}

/** The time, where the text answers that very question: then it is kept whole, and loose words count as well. */
export function readTime(text: string): string | null {
  const plain = tidy(text).replace(/[.! ]+$/u, '');
  if (findTime(plain) === null && !LOOSE_RUN.test(plain) && !/^\d{1,2}$/u.test(plain)) return null;
  return plain.length <= LONGEST ? plain : (findTime(plain) ?? plain.slice(0, LONGEST));
}
