/** Names: of a business and of its owner. */
import { bare, lengthOf, tidy, withoutEmoji } from './plain.ts';

/** Two, so that a slip of the thumb is no name; sixty, so that a name fits a text. */
const SHORTEST = 2;
const LONGEST = 60;

/** Words that answer nothing, whatever was asked. */
const NO_NAME = new Set(
  `im, i am, my name is, yes, no, ok, okay, hi, hello, hey, hiya, yeah, yep, nope, ready,
  done, start, what, why, who, how, thanks, thank you, ta, cheers, dunno, dont know,
  i dont know, none, na, n a, not sure, idk, sms, test, next, skip, good morning,
  good afternoon`
    .split(',')
    .map((words) => words.trim()),
);

function fits(name: string): boolean {
  const length = lengthOf(name);
  return length >= SHORTEST && length <= LONGEST && /[\p{L}\p{N}]/u.test(name);
}

const BUSINESS_LEAD =
  /^(?:it'?s called|it is called|we'?re called|we are called|i'?m called|called|my business is called|our business is called|my business is|the business is|business name is|the name is|we trade as|i trade as|trading as)[: ]+/iu;

/** A business's name as it was written, without an introduction; `null` where it is none. A question is not a name. */
export function readBusinessName(text: string): string | null {
  const name = tidy(text)
    .replace(BUSINESS_LEAD, '')
    .replace(/^["']+|["']+$/gu, '')
    .trim();
  if (name.endsWith('?') || NO_NAME.has(bare(name))) return null;
  return fits(name) ? name : null;
}

const GREETING = /^(?:hi|hello|hey|hiya)(?: there)?[,!. ]+/iu;
const OWNER_LEAD =
  /^(?:i'?m|i am|it'?s|it is|this is|my name'?s|my name is|my names|name'?s|name is|name|the name'?s|call me|they call me)[: ]+/iu;
const OWNER_TAIL = /[, ]+(?:here|speaking|mate|thanks|cheers|please)$/iu;

/** The owner's name: "I'm John Smith" and "John here" are John Smith and John; `null` where it is none. */
export function readOwnerName(text: string): string | null {
  const name = withoutEmoji(text)
    .replace(GREETING, '')
    .replace(OWNER_LEAD, '')
    .replace(/[.!,; ]+$/u, '')
    .replace(OWNER_TAIL, '')
    .replace(/[.!,; ]+$/u, '')
    .replace(/^["']+|["']+$/gu, '')
    .trim();
  if (name.endsWith('?') || NO_NAME.has(bare(name)) || !/\p{L}/u.test(name)) return null;
  return fits(name) ? asNameIsWritten(name) : null;
}

/** `john smith` → `John Smith`; a name with any capital is left as its owner wrote it. */
function asNameIsWritten(name: string): string {
  if (/\p{Lu}/u.test(name)) return name;
  return name.replace(
    /(^|[ -])(\p{Ll})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
