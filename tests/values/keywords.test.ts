/** The consent words, as whole messages only. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consentWord } from '../../src/values/keywords.ts';

const WORDS = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  start: ['START', 'YES', 'UNSTOP'],
  help: ['HELP', 'INFO'],
} as const;
const all = Object.entries(WORDS).flatMap(([meaning, words]) => words.map((word) => ({ meaning, word })));

describe('consent words', () => {
  test.each(all)(
    '$word means $meaning in any case, with space and punctuation around it',
    ({ meaning, word }) => {
      const dressing = fc.stringMatching(/^[ \n\t.!?"'“”*()]{0,4}$/);
      const cases = fc.constantFrom(word, word.toLowerCase(), word[0] + word.slice(1).toLowerCase());
      fc.assert(
        fc.property(dressing, cases, dressing, (before, said, after) => {
          expect(consentWord(before + said + after)).toBe(meaning);
        }),
        { numRuns: 40 },
      );
    },
  );

  test.each([
    'opt out',
    'Opt-Out',
    'opt  out',
    'stop all',
    'STOP 🛑',
    '<stop>',
    'stop\u200B',
    'ＳＴＯＰ',
    '\u202Astop\u202C',
  ])('%j is a way to stop', (said) => {
    expect(consentWord(said)).toBe('stop');
  });

  test.each([
    ...[
      'Cancel my Tuesday visit',
      'yes please',
      'help, my pipe burst',
      'the end',
      'non-stop',
      'stopcock',
      'end.user',
    ],
    ...['', '👍', 'st op', 'no stop', 'endless', 'information', 'yes yes', '...'],
  ])('%j is an ordinary message', (said) => {
    expect(consentWord(said)).toBeNull();
  });

  test('a picture does not make an opt-in: Twilio would not lift its block for it', () => {
    expect(consentWord('YES 👍')).toBeNull();
  });

  test('two ordinary words are never a consent word', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(word, word, (one, other) => {
        fc.pre(`${one} ${other}` !== 'opt out' && `${one} ${other}` !== 'stop all');
        expect(consentWord(`${one} ${other}`)).toBeNull();
      }),
    );
  });
});
