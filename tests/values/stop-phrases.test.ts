/** Stop phrases: everybody who wants out is heard, and nobody else is silenced. The examples are in fixtures/stop-phrases.txt. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heardConsent, isStopPhrase } from '../../src/values/stop-phrases/index.ts';

type Label = 'stop' | 'start' | 'help' | 'not';

const examples = readFileSync(new URL('./fixtures/stop-phrases.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line, index) => {
    const [label = '', said = ''] = line.split('\t');
    if (!isLabel(label)) throw new Error(`example ${index + 1} has the label "${label}"`);
    return { label, said: said.replaceAll('\\n', '\n') };
  });
const of = (label: Label) => examples.filter((example) => example.label === label);

function isLabel(label: string): label is Label {
  return ['stop', 'start', 'help', 'not'].includes(label);
}

test('the fixture has at least 200 different examples, of every kind and in both languages', () => {
  expect(new Set(examples.map(({ said }) => said)).size).toBe(examples.length);
  expect(examples.length).toBeGreaterThanOrEqual(200);
  expect(of('stop').length).toBeGreaterThanOrEqual(100);
  expect(of('not').length).toBeGreaterThanOrEqual(100);
});

test('accuracy on the fixture', () => {
  const right = examples.filter(({ label, said }) => (heardConsent(said) ?? 'not') === label).length;
  const heard = of('stop').filter(({ said }) => heardConsent(said) === 'stop').length;
  const silenced = examples.filter(({ label, said }) => label !== 'stop' && heardConsent(said) === 'stop');
  console.log(
    `stop phrases: ${right}/${examples.length} right; ${heard}/${of('stop').length} stops heard, ${silenced.length} silenced by mistake`,
  );
  expect(right).toBe(examples.length);
});

describe.each(['stop', 'start', 'help', 'not'] as const)('%s', (label) => {
  test.each(of(label))('$said', ({ said }) => {
    expect(heardConsent(said) ?? 'not').toBe(label);
  });
});

test('case, space, a greeting and a courtesy change nothing', () => {
  const phrase = fc.constantFrom(
    'stop texting me',
    'remove me from your list',
    'mesaj atmayın',
    'no more texts',
  );
  const dressed = fc.tuple(
    fc.constantFrom('', 'Hi, ', 'please ', 'Hello. ', 'lütfen ', '  ', '\n'),
    phrase.chain((said) => fc.constantFrom(said, said.toUpperCase(), said.toLocaleUpperCase('tr'))),
    fc.constantFrom('', '.', '!!', ' please', ', thanks', ' lütfen', ' 🙏', '\n'),
  );
  fc.assert(
    fc.property(dressed, (parts) => {
      expect(isStopPhrase(parts.join(''))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('any text is read in no time, however it is made', () => {
  const words =
    'stop please dont text me no more messages all the from your list i want to remove mesaj atma bir daha'.split(
      ' ',
    );
  const text = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 400 }).map((picked) => picked.join(' ')),
    fc.string({ unit: 'grapheme', maxLength: 1_600 }),
    fc.constantFrom(...words).map((word) => `${word} `.repeat(300)),
  );
  fc.assert(
    fc.property(text, (said) => {
      const startedAt = performance.now();
      heardConsent(said);
      // 50 ms: a reading takes 20 µs; an expression that goes back and forth takes seconds.
      expect(performance.now() - startedAt).toBeLessThan(50);
    }),
    { numRuns: 400 },
  );
});
