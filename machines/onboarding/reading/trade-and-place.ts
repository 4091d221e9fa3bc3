/**
 * Understands "I'm a roofer, Manchester" without a model: known trades are taken out, what is left is cut into pieces,
 * each piece loses its small words, and the best remaining piece is the place. Unknown trades need a "from" or a comma.
 */

import { asPlaceIsWritten, isKnownPlace } from '../../reading/places.ts';
import { bare, lengthOf, withoutEmoji } from '../../reading/plain.ts';
import { findTrades, looksLikeATrade } from './trades.ts';

export interface TradeAndPlace {
  readonly trade: string | null;
  readonly location: string | null;
}

const LONGEST = 60;

/** Words around a trade or a place that belong to neither. */
const SMALL =
  /^(?:i|im|ive|i'm|i've|am|a|an|the|we|we're|were|are|is|it's|its|my|our|his|this|hi|hello|hey|hiya|yo|yes|yeah|ok|please|thanks|thank|cheers|mate|company|companies|business|firm|contractor|contractors|specialist|specialists|services?|trade|trader|sole|work|working|job|jobs|doing|do|by|and|also|as|with|area|areas|region|local|living|live|come|operate|operating|ltd|limited|engineer|self|employed|good|morning|afternoon|evening|there|mainly|mostly|all|around|round|own|run|called|here|so|well|just|small|family|based|in|from|near|at|of|out|covering|cover|over|across|serving|within|to)$/iu;
/** Words that are in no trade and in no place: with one of them a piece is talk. */
const TALK =
  /\b(?:want|need|like|sign|signup|interested|looking|what|who|how|why|when|where|is this|you|your|me|he|she|they|call|called|name|names|years?|know|get|got|have|has|help|more|info|don'?t|dunno|can|could|would|will|not|no|test|testing|stop|start|ready|done|back|human|next|sms|text|hour|hours|free|price|cost|much|experience|qualified|van|saw|heard|ad|advert|google|facebook|website|friend|friends|told|lol|hmm+|um+|asdf\w*)\b/iu;
/** Kinds of a trade: "mobile mechanic" has no place in front. */
const KIND =
  /^(?:mobile|domestic|commercial|industrial|emergency|independent|freelance|professional|experienced|qualified|registered|certified|master|general|residential|trainee|apprentice|chartered|self-employed|24|hour|hr|fully|insured|trusted|friendly|reliable|old|young|best|cheap|great)$/iu;
const MARKER =
  /\b(?:based in|based at|out of|from|in|near|around|round|at|covering|serving|across|over in)\b/iu;
const PIECES =
  /\s+[-–—]+\s+|[,;|:\n\r.!?()/]+|\b(?:based in|based at|out of|from|in|near|around|round|at|covering|serving|across|over in)\b/iu;

/**
 * Reads what a text adds to what is known. `isAskedPlace`, `isAskedTrade` say that the owner was asked for just the
 * one that is missing: then a plain answer is taken at its word.
 */
export function readTradeAndPlace(text: string, known: TradeAndPlace): TradeAndPlace {
  const isAskedForPlace = known.trade !== null && known.location === null;
  const isAskedForTrade = known.trade === null && known.location !== null;
  const lines = text.replace(/\s*[\n\r]+\s*/gu, ', ');
  const words = withoutEmoji(lines);
  const found = readKnownTrade(words) ?? readUnknownTrade(words);
  return {
    trade: found.trade ?? (isAskedForTrade ? atItsWord(words) : null) ?? known.trade,
    location: found.location ?? (isAskedForPlace ? placeAtItsWord(words) : null) ?? known.location,
  };
}

/** "we are a plumbing company based in St Albans": the trade is in our table. */
function readKnownTrade(words: string): TradeAndPlace | null {
  const trades = findTrades(words);
  const [first] = trades;
  if (!first) return null;
  const last = trades.at(-1) ?? first;
  const names = [...new Set(trades.map((found) => found.trade))];
  const trade = names.map((name, at) => (at === 0 ? name : name.toLowerCase())).join(' and ');
  return {
    trade: lengthOf(trade) <= LONGEST ? trade : first.trade,
    location: placeAfter(words.slice(last.end)) ?? placeBefore(words.slice(0, first.start)),
  };
}

/** "Falconer from Leeds", "dog trainer, Hull", "Hull" alone. */
function readUnknownTrade(words: string): TradeAndPlace {
  if (words.endsWith('?')) return { trade: null, location: null };
  if (isKnownPlace(trimSmall(words))) return { trade: null, location: asPlaceIsWritten(trimSmall(words)) };
  const marked = MARKER.exec(words);
  if (marked) {
    return {
      trade: tradeIn(words.slice(0, marked.index), () => true),
      location: placeAfter(words.slice(marked.index)),
    };
  }
  const pieces = words.split(/,|\s+[-–—]+\s+/u).map((piece) => piece.trim());
  const place = pieces.slice(1).map(trimSmall).find(isPlacePlausible);
  if (place !== undefined) {
    const isSure = isKnownPlace(place);
    const trade = tradeIn(pieces[0] ?? '', (name) => isSure || looksLikeATrade(name));
    return { trade, location: trade !== null || isSure ? asPlaceIsWritten(place) : null };
  }
  return readEndingInPlace(words) ?? { trade: tradeIn(words, looksLikeATrade), location: null };
}

/** "dog trainer hull": the last one to three words are a known place. */
function readEndingInPlace(words: string): TradeAndPlace | null {
  const all = words.replace(/[.!]+$/u, '').split(' ');
  for (const count of [3, 2, 1]) {
    const place = all.slice(-count).join(' ');
    if (all.length > count && isKnownPlace(place))
      return {
        trade: tradeIn(all.slice(0, -count).join(' '), () => true),
        location: asPlaceIsWritten(place),
      };
  }
  return null;
}

function tradeIn(words: string, isLikely: (name: string) => boolean): string | null {
  const name = trimSmall(words);
  const isPlausible =
    /^\p{L}[\p{L}\p{M}'& -]+$/u.test(name) && name.split(' ').length <= 4 && lengthOf(name) <= 40;
  if (!isPlausible || TALK.test(name) || isKnownPlace(name) || !isLikely(name)) return null;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What follows the trade: a place that we know, or what stands after "in" or "from", or the first piece that could be one. */
function placeAfter(words: string): string | null {
  const plausible = (part: string) => part.split(PIECES).map(trimSmall).filter(isPlacePlausible);
  const pieces = plausible(words);
  const marked = MARKER.exec(words);
  const place = pieces.find(isKnownPlace) ?? (marked ? plausible(words.slice(marked.index))[0] : undefined);
  const found = place ?? pieces[0];
  return found === undefined ? null : asPlaceIsWritten(found);
}

/** "London plumber", but not "ABC Plumbing": before a trade only a place that we know is taken for one. */
function placeBefore(words: string): string | null {
  const marked = MARKER.exec(words);
  if (marked) return placeAfter(words.slice(marked.index));
  const place = trimSmall(words)
    .split(' ')
    .filter((word) => !KIND.test(word))
    .join(' ');
  return isKnownPlace(place) ? asPlaceIsWritten(place) : null;
}

function isPlacePlausible(place: string): boolean {
  if (isKnownPlace(place)) return true;
  if (TALK.test(place) || KIND.test(place)) return false;
  return (
    /^\p{L}[\p{L}\p{M}'. -]+$/u.test(place) && place.split(' ').length <= 5 && lengthOf(place) <= LONGEST
  );
}

/** Takes small words off both ends, one after the other. */
function trimSmall(words: string): string {
  const all = words
    .replace(/[.!?,;:"]+/gu, ' ')
    .trim()
    .split(/\s+/u);
  while (all[0] !== undefined && SMALL.test(all[0])) all.shift();
  while (all.at(-1) !== undefined && SMALL.test(all.at(-1) ?? '')) all.pop();
  return all.join(' ').replace(/^[-&]+\s*|\s*[-&]+$/gu, '');
}

function atItsWord(words: string): string | null {
  return tradeIn(words, () => true);
}

/** An answer to "Where are you based?" may have digits and any length of a name; talk is still no place. */
function placeAtItsWord(words: string): string | null {
  const place = trimSmall(words);
  const isPlausible = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}'.,& -]+$/u.test(place) && lengthOf(place) <= LONGEST;
  if (!isPlausible || !/\p{L}/u.test(place) || TALK.test(place) || bare(place).length < 2) return null;
  return asPlaceIsWritten(place);
}
