/**
 * Stop phrases: messages that take back consent in other words than STOP. The law asks for "any reasonable means"
 * (47 CFR 64.1200(a)(10)), so whoever wants out is understood by common sense; but a tradesperson's customer who writes
 * "the water won't stop" must be heard, so each rule is a clear wish, not a word. Pure.
 */
import { type ConsentWord, consentWord } from '../keywords.ts';
import { revokesInEnglish } from './english.ts';
import { clausesOf, plain } from './plain.ts';
import { revokesInTurkish } from './turkish.ts';

/** 600 characters, four segments: nobody who only wants to be left alone writes more, and a rule costs time. */
const LONGEST_READ = 600;

/** The consent words, and stop phrases beside them. START and HELP are whole words only (ruling X2). */
export function heardConsent(body: string): ConsentWord | null {
  return consentWord(body) ?? (isStopPhrase(body) ? 'stop' : null);
}

/** A wish stands at the beginning or at the end of a long message. */
export function isStopPhrase(body: string): boolean {
  if (body.length > 2 * LONGEST_READ) {
    return isStopPhrase(body.slice(0, LONGEST_READ)) || isStopPhrase(body.slice(-LONGEST_READ));
  }
  const clauses = clausesOf(body);
  const whole = plain(body);
  return revokesInEnglish(clauses, whole) || revokesInTurkish(clauses, whole);
}
