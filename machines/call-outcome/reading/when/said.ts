/** What is said about when, before anybody knows what day it is. Pure. */

/** Parts of a day, with the hours that they begin and end at on a callee's clock; a call is due at the beginning. */
export const PARTS = {
  firstThing: [9, 12],
  morning: [10, 12],
  noon: [12, 14],
  afternoon: [14, 18],
  endOfDay: [17, 18],
  evening: [18, 21],
  night: [20, 21],
} as const;
export type Part = keyof typeof PARTS;

export type Day =
  | { readonly kind: 'inDays'; readonly days: number }
  /** 0 is Sunday. `isNext`: in the week after this one, which begins on a Monday. */
  | { readonly kind: 'weekday'; readonly weekday: number; readonly isNext: boolean }
  /** `month` from 1; `null`: the next one that has not passed. */
  | { readonly kind: 'date'; readonly day: number; readonly month: number | null }
  | { readonly kind: 'nextWeek' }
  | { readonly kind: 'nextMonth' }
  | { readonly kind: 'workingDay' };

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  /** Unknown where neither "am" nor "pm" was said. */
  readonly half: 'am' | 'pm' | null;
  /** "Before five." */
  readonly isBefore: boolean;
}

export interface Said {
  readonly inMinutes?: number;
  readonly day?: Day;
  readonly part?: Part;
  readonly clock?: Clock;
}

/** Some words that say when: how many, and what. */
export interface Piece {
  readonly length: number;
  readonly said: Said;
}

/** Reads a piece that begins at a word; `null` where none does. */
export type Reader = (words: readonly string[], at: number) => Piece | null;
