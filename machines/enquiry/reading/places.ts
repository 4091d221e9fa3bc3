/** Where the job is: a postcode anywhere, a street with a number, a town after "in", a known town alone. */
import { asPlaceIsWritten, isKnownPlace } from '../../reading/places.ts';
import { bare, lengthOf, tidy } from '../../reading/plain.ts';
import { findTime } from './times.ts';

/** Royal Mail's format, whole: SW1A 1AA. A US ZIP code: 90210. */
const POSTCODE = String.raw`[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}`;
const OUTWARD = String.raw`[A-Z]{1,2}\d[A-Z\d]?`;
const ZIP = String.raw`\d{5}(?:-\d{4})?`;
const STREET = String.raw`\d{1,4}[a-z]?,? [a-z' ]{2,30}? (?:street|st|road|rd|lane|ln|avenue|ave|close|drive|dr|way|place|court|ct|gardens|crescent|terrace|grove|hill|park|square|mews|row|walk|view)`;
const WHOLE_POSTCODE = new RegExp(`\\b${POSTCODE}\\b`, 'iu');
const ADDRESS = new RegExp(`\\b${STREET}\\b(?:,? [a-z]+)?(?:,? ${POSTCODE})?`, 'iu');
const AFTER_WORD = /\b(?:in|at|near|from|around|based in|over in)\s+(?:the\s+)?(.+)$/iu;
const LONGEST = 60;

export interface FoundPlace {
  readonly place: string;
  /** The text without it. */
  readonly rest: string;
}

/** A place that is certainly one; `null` where there is none. */
export function findPlace(piece: string): FoundPlace | null {
  const text = tidy(piece);
  const after = AFTER_WORD.exec(text);
  if (after?.[1] !== undefined && after.index !== undefined && isSurely(after[1])) {
    return { place: written(after[1]), rest: text.slice(0, after.index).trim() };
  }
  const address = ADDRESS.exec(text) ?? WHOLE_POSTCODE.exec(text);
  if (address) return { place: written(address[0]), rest: cut(text, address) };
  if (isSurely(text)) return { place: written(text), rest: '' };
  const code = new RegExp(`\\b${OUTWARD}\\b`, 'u').exec(text);
  return code && text.length > code[0].length && /\d/u.test(code[0]) && !/^[AP]M/u.test(code[0])
    ? { place: code[0], rest: cut(text, code) }
    : null;
}

/** The place, where the text answers that very question: anything with letters that is no time and no question. */
export function readPlace(text: string): string | null {
  const plain = tidy(text)
    .replace(/^(?:it'?s |we'?re |i'?m |i live )?(?:in |at |near |from )?/iu, '')
    .replace(/[.! ]+$/u, '');
  if (plain.endsWith('?') || lengthOf(plain) < 2) return null;
  if (new RegExp(`^${ZIP}$`, 'u').test(plain)) return plain;
  if (!/\p{L}{2}/u.test(plain) && !isKnownPlace(plain)) return null;
  return findTime(plain) === plain ? null : written(plain);
}

/** A known town, alone or with its postcode: Leeds, Leeds LS1, LS1 4AB. */
function isSurely(text: string): boolean {
  const plain = text.replace(/[.!? ]+$/u, '');
  if (isKnownPlace(plain)) return true;
  const words = plain.split(' ');
  for (let at = 1; at < words.length; at += 1) {
    const [town, code] = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
    if (isKnownPlace(town) && isKnownPlace(code)) return true;
  }
  return false;
}

function written(place: string): string {
  const plain = place.replace(/^[,. ]+|[,.!? ]+$/gu, '');
  const words = plain.split(' ').map((word) => (isKnownPlace(word) ? asPlaceIsWritten(word) : word));
  return (bare(plain) === plain ? words.join(' ') : asPlaceIsWritten(plain)).slice(0, LONGEST);
}

function cut(text: string, found: RegExpExecArray): string {
  return `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`
    .replace(/\b(?:in|at|near|from)\s*$/iu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
