/** Which label an utterance, the keys pressed and a whole conversation have. Pure: no model is asked. */
import type { CallLabel } from '../labels.ts';
import { ENGLISH } from './english.ts';
import { type Found, findPhrases, graphOf, type Meaning } from './phrases.ts';
import { TURKISH } from './turkish.ts';
import { laterWordsOf } from './when/index.ts';
import { BEGINNING, END, wordsOf } from './words.ts';

export type Language = 'en' | 'tr';

export interface Heard {
  readonly label: CallLabel;
  /** The words that decided, as the rules read them, for the log; `null` where none did. */
  readonly evidence: string | null;
  /** The language of those words. */
  readonly language: Language | null;
  /** The words that say when, of a LATER that says so. */
  readonly laterWords?: string;
}

export interface Turn {
  readonly role: 'agent' | 'user';
  readonly text: string;
}

const PHRASES = { en: graphOf(ENGLISH), tr: graphOf(TURKISH) };
const NOTHING_HEARD: Heard = { label: 'UNKNOWN', evidence: null, language: null };

/**
 * What the callee says, in either language: not everybody answers in the language of the agent. `language` is the one that
 * is expected; it decides where the words could be both.
 */
export function classifyUtterance(text: string, language?: Language): Heard {
  const words = [BEGINNING, ...wordsOf(text), END];
  const english = readIn('en', words);
  const turkish = readIn('tr', words);
  const heard = moreCertain(english, turkish, language);
  if (heard.decisive === null) return NOTHING_HEARD;
  const { from, until } = heard.decisive;
  const evidence = words.slice(from, until).filter(isWord).join(' ');
  const laterWords = heard.label === 'LATER' ? laterWordsOf(words.filter(isWord)) : null;
  return {
    label: heard.label,
    evidence,
    language: heard.language,
    ...(laterWords === null ? {} : { laterWords }),
  };
}

const isWord = (word: string) => word !== BEGINNING && word !== END;

interface Reading {
  readonly language: Language;
  readonly label: CallLabel;
  /** The phrase that decided; `null` where none did. */
  readonly decisive: Found | null;
  /** How many words are in phrases of this language. */
  readonly known: number;
}

function readIn(language: Language, words: readonly string[]): Reading {
  const found = findPhrases(words, PHRASES[language]);
  const known = found.reduce((sum, { from, until }) => sum + until - from, 0);
  const { label, decisive } = decide(found);
  return { language, label, decisive, known };
}

/** Who wants no calls has said so in whatever language; otherwise the one that knows more of the words. */
function moreCertain(english: Reading, turkish: Reading, expected: Language | undefined): Reading {
  if (english.label === 'DONT_CALL') return english;
  if (turkish.label === 'DONT_CALL') return turkish;
  if (english.decisive === null) return turkish;
  if (turkish.decisive === null) return english;
  if (english.known !== turkish.known) return english.known > turkish.known ? english : turkish;
  return expected === 'tr' ? turkish : english;
}

/** From what weighs most to what weighs least. Within one line, what is said last counts: "yeah, no" is a no. */
const WEIGHTS: readonly (readonly Meaning[])[] = [
  ['dontCall'],
  // A greeting says "later" and "I'll call you back" and is nobody's answer.
  ['voicemail'],
  ['askAgent'],
  ['refusal'],
  ['later'],
  ['no', 'yes'],
  ['question'],
  ['noWord', 'yesWord'],
  ['time'],
  ['ok'],
];

const LABELS: Readonly<Record<Meaning, CallLabel>> = {
  nothing: 'UNKNOWN',
  dontCall: 'DONT_CALL',
  voicemail: 'UNKNOWN',
  askAgent: 'ASK_AGENT',
  question: 'UNKNOWN',
  refusal: 'NO',
  later: 'LATER',
  no: 'NO',
  yes: 'YES',
  noWord: 'NO',
  yesWord: 'YES',
  ok: 'YES',
  time: 'LATER',
};

function decide(found: readonly Found[]): { label: CallLabel; decisive: Found | null } {
  for (const meanings of WEIGHTS) {
    const decisive = found.findLast(({ meaning }) => meanings.includes(meaning));
    if (!decisive) continue;
    if (decisive.meaning === 'noWord') {
      // "No, tomorrow" is not a refusal.
      const time = found.find(({ meaning }) => meaning === 'time');
      if (time) return { label: 'LATER', decisive: time };
    }
    return { label: LABELS[decisive.meaning], decisive };
  }
  return { label: 'UNKNOWN', decisive: null };
}

/** What the keys mean, as the agent reads them out. */
const KEYS: ReadonlyMap<string, CallLabel> = new Map([
  ['1', 'YES'],
  ['2', 'NO'],
  ['3', 'LATER'],
  ['4', 'ASK_AGENT'],
  ['9', 'DONT_CALL'],
]);

/** The keys pressed, in order. A 9 anywhere counts; otherwise the last key that means something. */
export function classifyDtmf(digits: string): Heard {
  const pressed = [...digits].filter((key) => KEYS.has(key));
  const key = pressed.includes('9') ? '9' : pressed.at(-1);
  const label = key === undefined ? undefined : KEYS.get(key);
  return label === undefined ? NOTHING_HEARD : { label, evidence: `key ${key}`, language: null };
}

/**
 * A whole conversation. DONT_CALL wins wherever it was said or pressed; then a pressed key, which is never misheard; then
 * the last turn of the callee that decides. What the agent says never counts.
 */
export function classifyConversation(turns: readonly Turn[], dtmf = '', language?: Language): Heard {
  const said = turns
    .filter(({ role }) => role === 'user')
    .map(({ text }) => classifyUtterance(text, language));
  const pressed = classifyDtmf(dtmf);
  return (
    [pressed, ...said].find(({ label }) => label === 'DONT_CALL') ??
    [...said, pressed].findLast(({ label }) => label !== 'UNKNOWN') ??
    said.findLast(({ evidence }) => evidence !== null) ??
    NOTHING_HEARD
  );
}
