/** What callees say, labelled by hand (labelled/call-utterances*.txt), and what the phrase rules make of it. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL_LABELS } from '../../machines/call-outcome/labels.ts';
import {
  classifyConversation,
  classifyDtmf,
  classifyUtterance,
  type Language,
} from '../../machines/call-outcome/reading/index.ts';

interface Example {
  readonly label: string;
  readonly language: Language;
  readonly said: string;
}

function examplesOf(file: string): Example[] {
  return readFileSync(new URL(`./labelled/${file}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [label = '', language, said = ''] = line.split('\t');
      if (language !== 'en' && language !== 'tr') throw new Error(`which language is "${line}"?`);
      return { label, language, said };
    });
}

const FILES = { inView: examplesOf('call-utterances'), heldOut: examplesOf('call-utterances-held-out') };
const ALL = [...FILES.inView, ...FILES.heldOut];

const isRight = ({ label, said }: Example) => classifyUtterance(said).label === label;
const share = (examples: readonly Example[]) => examples.filter(isRight).length / examples.length;

test('there are enough of every label, in both languages, and none twice', () => {
  expect(FILES.inView.length).toBeGreaterThanOrEqual(400);
  expect(FILES.heldOut.length).toBeGreaterThanOrEqual(FILES.inView.length / 3);
  expect(new Set(ALL.map(({ said }) => said)).size).toBe(ALL.length);
  for (const label of CALL_LABELS) {
    const ofLabel = FILES.inView.filter((example) => example.label === label);
    expect(ofLabel.length).toBeGreaterThanOrEqual(60);
    for (const language of ['en', 'tr'])
      expect(ofLabel.filter((example) => example.language === language).length).toBeGreaterThanOrEqual(30);
  }
});

describe.each(Object.entries(FILES))('%s', (name, examples) => {
  test('accuracy', () => {
    const wrong = examples.filter((example) => !isRight(example));
    const lines = CALL_LABELS.flatMap((label) =>
      (['en', 'tr'] as const).map((language) => {
        const these = examples.filter((example) => example.label === label && example.language === language);
        return `${label} ${language}: ${these.filter(isRight).length} of ${these.length}`;
      }),
    );
    console.log(
      [`${name}: ${(100 * share(examples)).toFixed(1)} % of ${examples.length}`, ...lines].join('\n'),
    );
    expect(share(examples), wrong.map(({ said }) => said).join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  test('nobody who wants no calls is missed, and nobody else is taken for one', () => {
    const heard = examples.filter(({ said }) => classifyUtterance(said).label === 'DONT_CALL');
    expect(heard).toEqual(examples.filter(({ label }) => label === 'DONT_CALL'));
  });
});

test('expecting one language changes no wish not to be called, and little else', () => {
  for (const language of ['en', 'tr'] as const) {
    const heard = ALL.map(({ said, label }) => ({ label, is: classifyUtterance(said, language).label }));
    expect(heard.filter(({ label, is }) => (label === 'DONT_CALL') !== (is === 'DONT_CALL'))).toEqual([]);
    expect(heard.filter(({ label, is }) => label !== is).length).toBeLessThanOrEqual(ALL.length * 0.03);
  }
});

test('the words that decided are given, and the words that say when', () => {
  expect(classifyUtterance('Yes, but take me off your list.')).toEqual({
    label: 'DONT_CALL',
    evidence: 'take me off your list',
    language: 'en',
  });
  expect(classifyUtterance('Şu an müsait değilim, yarın akşam beşte arayın')).toMatchObject({
    label: 'LATER',
    language: 'tr',
    laterWords: 'yarin aksam beste',
  });
  expect(classifyUtterance('call me later')).not.toHaveProperty('laterWords');
  expect(classifyUtterance('Bu arama için teşekkürler').label).toBe('UNKNOWN');
  expect(classifyUtterance('')).toEqual({ label: 'UNKNOWN', evidence: null, language: null });
});

test.each([
  ['why don’t you call me back tomorrow', 'LATER'],
  ['I don’t want to miss your calls', 'UNKNOWN'],
  ['I got your number off the list at the library', 'UNKNOWN'],
  ['we go away on Friday, call me on Monday', 'LATER'],
  ['if you call me again tomorrow I will answer', 'LATER'],
  ['please take the parcel off the shelf', 'UNKNOWN'],
  ['hiç arama gelmedi bana', 'UNKNOWN'],
  ['tekrar arama yapabilir misiniz', 'UNKNOWN'],
  ['bu arama beni ilgilendirmiyor', 'NO'],
  ['geri aramayı unutmayın', 'UNKNOWN'],
])('not taken for a wish to be left alone: %s', (said, label) => {
  expect(classifyUtterance(said).label).toBe(label);
});

test.each([
  ['give me a person and never call me again', 'DONT_CALL'],
  ['don’t call me again, I want to speak to your manager', 'DONT_CALL'],
  ['yes, but not now, can I talk to someone', 'ASK_AGENT'],
  ['yes of course, only call me tomorrow', 'LATER'],
  ['yes yes, well, I can’t come', 'NO'],
  ['no, tomorrow', 'LATER'],
  ['yes, tomorrow', 'YES'],
  ['ok, who is this?', 'UNKNOWN'],
  ['stop calling me, leave a message after the beep', 'DONT_CALL'],
  ['hayır, beni aramayın, bir yetkili bağlayın', 'DONT_CALL'],
])('what weighs more: %s', (said, label) => {
  expect(classifyUtterance(said).label).toBe(label);
});

test('keys: each has its label, a 9 anywhere counts, the last one otherwise, and the rest mean nothing', () => {
  const labels = ['1', '2', '3', '4', '9', '92', '12', '5', '', '*#'].map((keys) => classifyDtmf(keys).label);
  expect(labels).toEqual([
    ...['YES', 'NO', 'LATER', 'ASK_AGENT', 'DONT_CALL', 'DONT_CALL', 'NO'],
    ...['UNKNOWN', 'UNKNOWN', 'UNKNOWN'],
  ]);
  expect(classifyDtmf('3').evidence).toBe('key 3');
});

describe('a conversation', () => {
  const user = (text: string) => ({ role: 'user', text }) as const;
  const agent = (text: string) => ({ role: 'agent', text }) as const;

  test('the agent’s words never count', () => {
    const turns = [agent('Shall I take you off our list? Say stop calling me.'), user('hello?')];
    expect(classifyConversation(turns).label).toBe('UNKNOWN');
  });

  test('the last turn that decides counts, whatever small talk follows', () => {
    const turns = [
      user('yes speaking'),
      user('no I can’t come'),
      agent('Really?'),
      user('oh, yes I can make it'),
      user('hm'),
    ];
    expect(classifyConversation(turns)).toMatchObject({ label: 'YES', evidence: 'i can make' });
  });

  test('no calls, said once, stays said', () => {
    const turns = [user('don’t call me again'), agent('Will you pay?'), user('yes, I’ll pay today')];
    expect(classifyConversation(turns).label).toBe('DONT_CALL');
    expect(classifyConversation([user('yes')], '9').label).toBe('DONT_CALL');
    expect(classifyConversation([user('stop calling me')], '1').label).toBe('DONT_CALL');
  });

  test('a key is never misheard, so it counts before words', () => {
    expect(classifyConversation([user('no')], '1')).toMatchObject({ label: 'YES', evidence: 'key 1' });
    expect(classifyConversation([user('no')], '7').label).toBe('NO');
  });

  test('a voicemail is nobody’s answer', () => {
    const turns = [user('I can’t come to the phone, leave a message after the beep'), agent('Bye')];
    expect(classifyConversation(turns)).toMatchObject({ label: 'UNKNOWN', language: 'en' });
    expect(classifyConversation([]).label).toBe('UNKNOWN');
  });
});

describe('whatever is said', () => {
  const said = fc.constantFrom(...ALL.map(({ said }) => said));

  test('case, spaces and punctuation change nothing', () => {
    const variant = fc.constantFrom(
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
      (text: string) => text.toLocaleUpperCase('tr'),
      (text: string) => ` \n${text.replaceAll(' ', ' \t ')}  `,
      (text: string) => `"${text.replaceAll(' ', ', ')}!!"`,
      (text: string) => text.replace(/[.,?!]/g, ''),
      (text: string) => text.replaceAll("'", '’'),
      (text: string) => text.normalize('NFD'),
    );
    fc.assert(
      fc.property(said, variant, (text, change) => {
        expect(classifyUtterance(change(text)).label).toBe(classifyUtterance(text).label);
      }),
      { numRuns: 2_000 },
    );
  });

  test('nothing throws', () => {
    const word = fc.oneof(
      said,
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<', '>', '_', '(', '|', ')', 'İ', 'constructor'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), fc.string(), (words, digits) => {
        expect(CALL_LABELS).toContain(classifyUtterance(words.join(' ')).label);
        expect(CALL_LABELS).toContain(classifyDtmf(digits).label);
      }),
      { numRuns: 300 },
    );
  });

  test('the time grows with the length and no faster', () => {
    const pieces = [
      'dont want a b ',
      'take me ',
      'beni arama ',
      'a',
      'İ',
      ' ',
      'not with ',
      'call me at five ',
    ];
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      const startedAt = performance.now();
      classifyUtterance(text);
      // 10 to 50 ms when idle; what grows with the square of the length takes minutes.
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    }
  });
});
