/**
 * Understands "leaking tap in Leeds LS1, urgent, tomorrow morning, Anna" without a model: the text is cut into pieces,
 * what tables know is taken out of each, and what is left is the job. The open question decides about a bare answer.
 */
import { readOwnerName } from '../../reading/names.ts';
import { bare, tidy } from '../../reading/plain.ts';
import type { Question } from '../questions.ts';
import { findPlace, readPlace } from './places.ts';
import { isTalk } from './talk.ts';
import { findTime, readTime } from './times.ts';
import { findUrgency, readUrgency, saysOnlyUrgency, type Urgency } from './urgency.ts';

export interface Answers {
  readonly what: string | null;
  readonly place: string | null;
  readonly urgency: Urgency | null;
  readonly preferredTime: string | null;
  readonly name: string | null;
}

/** 600 characters: a story, and still four segments; the owner has no other place to read it whole. */
const LONGEST_JOB = 600;
/** Texts of this length cannot be one name. */
const LONGEST_NAME = 40;

/** What is known after this text; what was known stays, whatever the text says. */
export function understand(text: string, known: Answers, question: Question | null): Answers {
  const heard = hear(text, known);
  const answered = question === null ? {} : answer(text, heard, question);
  return {
    what: known.what ?? answered.what ?? heard.what,
    place: known.place ?? answered.place ?? heard.place,
    urgency: known.urgency ?? answered.urgency ?? heard.urgency,
    preferredTime: known.preferredTime ?? answered.preferredTime ?? heard.preferredTime,
    name: known.name ?? answered.name ?? heard.name,
  };
}

type Hearing = { -readonly [Field in keyof Answers]: Answers[Field] };

const INTRODUCED =
  /(?:^|[,.!] ?|\band )(?:i'?m|i am|my name is|my name'?s|name is|name'?s|name:|it'?s|this is) ([\p{Lu}][\p{L}'-]+(?: [\p{Lu}][\p{L}'-]+)?)(?=$|[ ,.!])|^([\p{Lu}][\p{L}'-]+(?: [\p{Lu}][\p{L}'-]+)?) (?:here|speaking)\b/u;
/** One or two words with capitals, as a last piece: Anna, Anna Smith. */
const NAME_PIECE = /^\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?$/u;

/** What a text says by itself, whatever was asked. */
function hear(text: string, known: Answers): Hearing {
  const heard: Hearing = { what: null, place: null, urgency: null, preferredTime: null, name: null };
  heard.urgency = findUrgency(text);
  const introduced = INTRODUCED.exec(tidy(text));
  const introducedAs = introduced?.[1] ?? introduced?.[2];
  if (introducedAs !== undefined && findPlace(introducedAs) === null)
    heard.name = readOwnerName(introducedAs);
  const pieces = text
    .split(/[,;\n]+|[.!](?=\s|$)| - /u)
    .map(tidy)
    .filter((piece) => piece !== '');
  const jobs: string[] = [];
  for (const [at, piece] of pieces.entries()) {
    const isLast = at === pieces.length - 1;
    const found = findPlace(piece);
    if (found) heard.place = heard.place === null ? found.place : `${heard.place}, ${found.place}`;
    const rest = found ? found.rest : piece;
    heard.preferredTime ??= findTime(rest);
    if (isSpent(rest, heard)) continue;
    const mayBeName = isLast && pieces.length > 1 && (known.what !== null || jobs.length > 0);
    if (mayBeName && heard.name === null && NAME_PIECE.test(rest)) heard.name = readOwnerName(rest);
    else jobs.push(rest);
  }
  const job = jobs.join(', ').slice(0, LONGEST_JOB).trim();
  if (known.what === null && !isTalk(job)) heard.what = job;
  return heard;
}

/** A piece that says nothing but what was already taken from it, or nothing at all. */
function isSpent(rest: string, { preferredTime, urgency, name }: Hearing): boolean {
  if (isTalk(rest)) return true;
  if (preferredTime !== null && isMostly(rest, preferredTime)) return true;
  if (name !== null && isMostly(rest, name)) return true;
  return urgency !== null && saysOnlyUrgency(rest);
}

/** Small words around an answer do not make it a job: "it's Anna", "tomorrow would be great". */
function isMostly(piece: string, part: string): boolean {
  const left = bare(piece)
    .replace(bare(part), ' ')
    .replace(
      /\b(?:its|it|is|im|i|am|my|name|names|here|speaking|this|hi|hello|would|be|great|good|best|ideal|please|suits|me|fine|works|on|at|in|the|can|do|any|time|if|possible|preferably|ideally|thanks)\b/gu,
      ' ',
    )
    .trim();
  return left === '';
}

/** A bare answer to the open question, where the text is nothing else. */
function answer(text: string, heard: Hearing, question: Question): Partial<Hearing> {
  switch (question) {
    case 'what':
      return {};
    case 'where':
      return heard.place !== null || isOther(text, heard) ? {} : { place: readPlace(text) };
    case 'urgency':
      return { urgency: readUrgency(text) };
    case 'when':
      return { preferredTime: heard.urgency === null || readTime(text) ? readTime(text) : null };
    case 'name':
      return heard.name !== null || isTalk(text) || text.length > LONGEST_NAME || /\d/u.test(text)
        ? {}
        : { name: readOwnerName(text) };
    default:
      return question satisfies never;
  }
}

/** The text is talk, or answers another question: then it is no place. */
function isOther(text: string, { preferredTime, urgency, name }: Hearing): boolean {
  return (isTalk(text) && !/\d/u.test(text)) || (preferredTime ?? urgency ?? name) !== null;
}
