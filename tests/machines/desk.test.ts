/** The desk, whatever an owner types: nothing throws, there is always a way on, and nobody is written to but the one who was named. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDeskText } from '../../machines/desk/reading.ts';
import { machines, type OpenEnquiry, stateNames } from '../../machines/index.ts';
import { ownerTexts } from '../transcripts/player.ts';
import { World } from '../transcripts/world.ts';

const typed = fc.oneof(
  fc.constantFrom(
    ...['1', '2', '7', '1 hello', '#2: on my way', 'to 1 - ok', 'hello', '10am is fine', 'LIST', 'HELP', ''],
    ...[
      'TAKE 1',
      'TAKE',
      'BACK 2',
      'DONE 1',
      'close',
      'IGNORE',
      'ignore 2',
      'HOURS',
      'HOURS Mon-Fri 8-6',
      'hours x',
    ],
    ...['HOURS OFF', 'FORWARDING OFF', '<picture>'],
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const happening = fc.oneof(
  { weight: 8, arbitrary: typed.map((text) => ({ kind: 'text' as const, text })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 60 }).map((minutes) => ({ kind: 'wait' as const, minutes })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map((count) => ({ kind: 'open' as const, count })) },
);
const enquiriesOf = (count: number): OpenEnquiry[] =>
  Array.from({ length: count }, (_, n) => ({ handle: n + 1, who: `caller ${n + 1}`, what: 'leaking tap' }));

test('any sequence of texts', () => {
  const states = stateNames(machines.desk);
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
      const world = new World({ number: '+447111111111' });
      /** What the owner wrote last without a name on it, while it waits for one. */
      let unnamed: string | null = null;
      for (const one of happenings) {
        world.shown.splice(0);
        world.effects.splice(0);
        if (one.kind === 'open') world.open = enquiriesOf(one.count);
        if (one.kind === 'wait') world.wait(one.minutes * 60_000);
        if (one.kind === 'text') {
          world.happen('desk', ownerTexts(one.text));
          const reading = readDeskText(one.text === '<picture>' ? '' : one.text);
          const told = world.effects.flatMap(({ effect }) =>
            effect.type === 'tellEnquiry' ? [effect.params] : [],
          );
          expect(told.length).toBeLessThanOrEqual(1);
          for (const { handle, event } of told) {
            // Only who was named hears of it, and only the words that were meant for them.
            expect('handle' in reading ? reading.handle : null).toBe(handle);
            if (event.type !== 'OWNER_REPLIED') continue;
            expect(event.text).toBe(reading.kind === 'command' ? reading.command.words : unnamed);
          }
          if (reading.kind === 'command' && reading.command.does === 'reply') unnamed = reading.command.words;
          // The owner is never left without an answer, and hears one thing at a time.
          expect(world.shown.filter(({ kind }) => kind === 'text')).toHaveLength(1);
        }
        expect(states).toContain(world.stateOf('desk'));
        expect(world.effects.filter(({ effect }) => effect.type === 'textOwner')).toEqual([]);
      }
      world.shown.splice(0);
      world.happen('desk', ownerTexts('HELP'));
      expect(world.stateOf('desk')).toBe('ready');
      expect(world.shown.some(({ kind }) => kind === 'text')).toBe(true);
    }),
    { numRuns: 500 },
  );
});
