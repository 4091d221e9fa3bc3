/** Phrase rules as a graph of words: what is laid out once finds every phrase of an utterance in one pass. Pure. */
import { BEGINNING, END } from './words.ts';

/**
 * What a phrase says. A wish is heard over whatever else is said; a refusal ("not interested") over excuses; a statement ("I'll be there", "I can't come") over a
 * word ("yes", "no"), a word over an "ok". `time` only says when. A `question` takes the weight from words, because "yes,
 * who is this?" answers nothing. `nothing` takes it from the phrases within it: "I did not say stop calling".
 */
export const MEANINGS = [
  'nothing',
  'dontCall',
  'voicemail',
  'askAgent',
  'question',
  'refusal',
  'later',
  'no',
  'yes',
  'noWord',
  'yesWord',
  'ok',
  'time',
] as const;
export type Meaning = (typeof MEANINGS)[number];

/**
 * Phrases by meaning. `(a|b|)` is a choice, `_` any one word, `<` and `>` the beginning and the end of the utterance.
 * Letters stand without their marks (words.ts).
 */
export type Phrases = Readonly<Record<Meaning, readonly string[]>>;

export interface Found {
  readonly meaning: Meaning;
  /** The index of its first word, and of the one after its last. */
  readonly from: number;
  readonly until: number;
}

/** A place between two words of phrases: which words lead on from here. */
export interface Place {
  readonly next: Map<string, Place[]>;
  /** Where any one word leads. */
  readonly any: Place[];
  /** The place in `MEANINGS` of what has been said here; past its end where no phrase is complete. */
  rank: number;
}

const emptyPlace = (): Place => ({ next: new Map(), any: [], rank: MEANINGS.length });

/**
 * The phrases as a graph: its size is that of the patterns, not of all that they allow, which would be a million phrases.
 * Choices overlap, so a phrase may stand in two lists: it has the meaning that comes first in `MEANINGS`.
 */
export function graphOf(phrases: Phrases): Place {
  const start = emptyPlace();
  for (const meaning of MEANINGS) {
    const places = new Map<string, Place>();
    for (const pattern of phrases[meaning]) {
      if (firstWords(pattern).some(({ word }) => word === '')) throw new Error(`"${pattern}" may be nothing`);
      lay(start, pattern, { places, meaning });
    }
  }
  return start;
}

interface Laying {
  /** The place before what is left of a pattern: whatever ends alike shares it. */
  readonly places: Map<string, Place>;
  readonly meaning: Meaning;
}

function lay(from: Place, pattern: string, laying: Laying): void {
  for (const { word, rest } of firstWords(pattern)) {
    if (word === '') {
      from.rank = MEANINGS.indexOf(laying.meaning);
      continue;
    }
    let to = laying.places.get(rest);
    if (!to) {
      to = emptyPlace();
      laying.places.set(rest, to);
      lay(to, rest, laying);
    }
    const ways = word === '_' ? from.any : (from.next.get(word) ?? []);
    if (!ways.includes(to)) ways.push(to);
    if (word !== '_') from.next.set(word, ways);
  }
}

/** The words that a pattern may begin with, each with what then is left of it; no word where the pattern may end. */
function firstWords(pattern: string): { word: string; rest: string }[] {
  const left = pattern.trimStart();
  const at = left.search(/[ (]/);
  if (at < 0) return [{ word: left, rest: '' }];
  if (left[at] === ' ') return [{ word: left.slice(0, at), rest: left.slice(at).trim() }];
  const { options, after } = choiceAt(left, at);
  return options.flatMap((option) => firstWords(left.slice(0, at) + option + after));
}

/** The options of the choice that opens at `at`, and what follows it. */
function choiceAt(pattern: string, at: number): { options: string[]; after: string } {
  const options: string[] = [];
  let depth = 0;
  let begins = at + 1;
  for (let index = at; index < pattern.length; index += 1) {
    const sign = pattern[index];
    if (sign === '(') depth += 1;
    if ((sign === '|' && depth === 1) || (sign === ')' && depth === 1)) {
      options.push(pattern.slice(begins, index));
      begins = index + 1;
    }
    if (sign === ')') depth -= 1;
    if (depth === 0) return { options, after: pattern.slice(index + 1) };
  }
  throw new Error(`"${pattern}" has an open choice`);
}

/** A wish not to be called within one of these is none: "I did not say …", "don't call me before ten". */
const UNSAYING: ReadonlySet<Meaning> = new Set(['nothing', 'question', 'later']);

/**
 * The longest phrase from each word on, without those that lie within another one: "no problem" is no "no". Only a wish
 * not to be called is not swallowed by whatever happens to stand around it. Phrases are a few words long, so this is
 * linear in the number of words.
 */
export function findPhrases(words: readonly string[], start: Place): Found[] {
  const found: Found[] = [];
  let covered = 0;
  let unsaid = 0;
  for (let from = 0; from < words.length; from += 1) {
    const phrase = phraseFrom(words, from, start);
    if (phrase === null || phrase.until <= (phrase.meaning === 'dontCall' ? unsaid : covered)) continue;
    covered = Math.max(covered, phrase.until);
    const hidesWishes = phrase.meaning === 'dontCall' || UNSAYING.has(phrase.meaning);
    if (hidesWishes) unsaid = Math.max(unsaid, phrase.until);
    found.push({ ...phrase, from });
  }
  return found;
}

type Phrase = Omit<Found, 'from'>;

function phraseFrom(words: readonly string[], from: number, start: Place): Phrase | null {
  let longest: Phrase | null = null;
  let wish: Phrase | null = null;
  let places: readonly Place[] = [start];
  for (let at = from; at < words.length && places.length > 0; at += 1) {
    places = placesAfter(words[at] ?? '', places);
    const meaning = strongest(places);
    if (meaning === null) continue;
    longest = { meaning, until: at + 1 };
    if (meaning === 'dontCall') wish = longest;
  }
  return wish !== null && longest !== null && !UNSAYING.has(longest.meaning) ? wish : longest;
}

const NOWHERE: readonly Place[] = [];

function placesAfter(word: string, places: readonly Place[]): readonly Place[] {
  const isMark = word === BEGINNING || word === END;
  const [only] = places;
  if (places.length === 1 && only && (only.any.length === 0 || isMark)) return only.next.get(word) ?? NOWHERE;
  // An array, not a set: there are a handful, and this is what classifying spends its time on.
  const after: Place[] = [];
  for (const place of places) {
    for (const way of place.next.get(word) ?? NOWHERE) if (!after.includes(way)) after.push(way);
    if (!isMark) for (const way of place.any) if (!after.includes(way)) after.push(way);
  }
  return after;
}

function strongest(places: readonly Place[]): Meaning | null {
  let rank: number = MEANINGS.length;
  for (const place of places) if (place.rank < rank) rank = place.rank;
  return MEANINGS[rank] ?? null;
}
