/** An enquiry, whatever happens: nothing throws, a person who took over is not talked over, and a robot is not answered for ever. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MachineEvent, machines, stateNames } from '../../machines/index.ts';
import { callerTexts } from '../transcripts/player.ts';
import { World } from '../transcripts/world.ts';

const newWorld = () => new World({ number: '+447111111111', theirNumber: '+447700900111' });
const missed = { type: 'CALL_MISSED', callSid: 'CA1' };
const textsToCaller = ({ shown }: World) => shown.filter((one) => one.kind === 'text' && !one.isToOwner);

const texted = fc
  .oneof(
    fc.constantFrom(...['leaking tap', 'Leeds LS1', '1', 'tomorrow morning', 'Anna', 'hi', '?', '<picture>']),
    fc.constantFrom(...['thanks', 'call me back', 'burst pipe in Leeds, urgent, today, Anna']),
    fc.string({ unit: 'binary', maxLength: 200 }),
  )
  .map(callerTexts);
const byOwner = fc.constantFrom<MachineEvent>(
  ...[
    'OWNER_TOOK_OVER',
    'OWNER_HANDED_BACK',
    'CALLER_IGNORED',
    'ENQUIRY_CLOSED_BY_OWNER',
    'CALLER_RETURNED',
  ].map((type) => ({ type })),
  { type: 'OWNER_REPLIED', text: 'hello' },
  { type: 'TEXT_FAILED', text: 'textBack', reason: '30006' },
  missed,
);
const life = fc.array(fc.oneof({ weight: 4, arbitrary: texted }, { weight: 1, arbitrary: byOwner }), {
  maxLength: 40,
});

test('nothing throws, and every state is one that the machine has', () => {
  const known = stateNames(machines.enquiry);
  fc.assert(
    fc.property(life, fc.array(fc.integer({ min: 0, max: 3000 })), (events, minutes) => {
      const world = newWorld();
      for (const [at, event] of events.entries()) {
        world.happen('enquiry', event);
        world.wait((minutes[at] ?? 1) * 60_000);
        expect(known).toContain(world.stateOf('enquiry'));
      }
    }),
    { numRuns: 300 },
  );
});

test('after the owner took over the caller hears nothing of ours', () => {
  fc.assert(
    fc.property(fc.array(texted, { maxLength: 20 }), (texts) => {
      const world = newWorld();
      world.happen('enquiry', missed);
      world.happen('enquiry', { type: 'OWNER_TOOK_OVER' });
      const before = textsToCaller(world).length;
      for (const event of texts) world.happen('enquiry', event);
      world.wait(6 * 86_400_000);
      expect(textsToCaller(world)).toHaveLength(before);
    }),
    { numRuns: 200 },
  );
});

test('a robot that answers at once is handed over, and the owner hears of it once', () => {
  fc.assert(
    fc.property(fc.array(texted, { minLength: 60, maxLength: 60 }), (texts) => {
      const world = newWorld();
      world.happen('enquiry', missed);
      for (const event of texts) world.happen('enquiry', event);
      expect(textsToCaller(world).length).toBeLessThan(12);
    }),
    { numRuns: 100 },
  );
});

test('however many calls are missed while an enquiry is open, there is one text-back', () => {
  const world = newWorld();
  for (let n = 0; n < 5; n += 1) world.happen('enquiry', missed);
  expect(textsToCaller(world)).toHaveLength(1);
});

test.each([
  ['Anna here, burst pipe at 12 Park Road, today please', { name: 'Anna', urgency: 'urgent' }],
  ['boiler broken', { what: 'boiler broken', place: null, name: null }],
  ['need a new socket in Manchester, no rush', { place: 'Manchester', urgency: 'no rush' }],
])('%s', (text, remembered) => {
  const world = newWorld();
  world.happen('enquiry', missed);
  world.happen('enquiry', callerTexts(text));
  expect(world.contextOf('enquiry')).toMatchObject(remembered);
});
