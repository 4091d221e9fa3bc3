/** The governor: how long we wait, and how much of an enquiry may be a machine's before a person has it. */
import type { EnquiryContext } from './context.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Half an hour: long enough to finish a job on the ladder, short enough that they still need somebody. */
export const FOLLOW_UP_MS = 30 * MINUTE;
/** A day after our last question the owner gets what is known. */
export const SILENCE_MS = DAY;
/** Three days to answer a captured enquiry under its number; then the number is given to somebody else. */
export const CAPTURED_MS = 3 * DAY;
/** A minute: people type the next of several short texts within it; the owner gets them as one. */
export const GATHERING_MS = MINUTE;
/** A week without a word from either side: the job is done or gone. */
export const HANDED_OVER_MS = 7 * DAY;

/** Somebody who types in short lines sends three or four texts a minute; a robot does not stop there. */
const MAX_TURNS_PER_MINUTE = 6;
/** Sixty: five questions, each asked three times, is thirty; at 4p a segment this is the price of a coffee. */
const MAX_SEGMENTS = 60;
/** Our own texts have two segments at most. */
export const OWN_SEGMENTS = 2;
/** The question, the question with an example, then a person. */
const MAX_TURNS_WITHOUT_PROGRESS = 3;
/** After the summary: what goes on for longer is a talk, and a talk is for people. */
const MAX_ADDITIONS = 5;
/** 1,400 characters: Twilio takes 1,600 in one text, and ours has the caller's name before them. */
export const LONGEST_RELAY = 1_400;
/** More photos than this are counted with the last, not kept. */
export const MAX_PHOTOS = 20;

/** The times that still count at `now`, with this turn. */
export function turnsAt({ turnTimes, facts }: EnquiryContext): string[] {
  const since = Date.parse(facts.now) - MINUTE;
  return [...turnTimes.filter((time) => Date.parse(time) > since), facts.now].slice(
    -(MAX_TURNS_PER_MINUTE + 1),
  );
}

export function isTooMuch(context: EnquiryContext): boolean {
  return turnsAt(context).length > MAX_TURNS_PER_MINUTE || isTooDear(context);
}

export function isTooDear({ segments }: EnquiryContext): boolean {
  return segments > MAX_SEGMENTS;
}

export function isStuck({ failures }: EnquiryContext): boolean {
  return failures + 1 >= MAX_TURNS_WITHOUT_PROGRESS;
}

export function hasAddedTooOften({ additions }: EnquiryContext): boolean {
  return additions >= MAX_ADDITIONS;
}
