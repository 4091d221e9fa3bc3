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
  ['burst pipe in Leeds, urgent, today, Anna', { what: 'burst pipe', urgency: 'urgent', name: 'Anna' }],
  ['no hot water, Leeds', { what: 'no hot water', place: 'Leeds', urgency: 'urgent' }],
  ['boiler broken', { what: 'boiler broken', place: null, name: null }],
  ['need a new socket in Manchester, no rush', { place: 'Manchester', urgency: 'no rush' }],
])('%s', (text, remembered) => {
  const world = newWorld();
  world.happen('enquiry', missed);
  world.happen('enquiry', callerTexts(text));
  expect(world.contextOf('enquiry')).toMatchObject(remembered);
});

/** Our own questions and thanks; the owner's own words are not ours. */
const ownTexts = (world: World) =>
  world.shown.filter((one) => one.kind === 'text' && !one.isToOwner && one.name !== 'ownerWords');
const TEXT_BACKS = new Set(['textBack', 'textBackAfterHours']);
const WINDOW_MS = 4 * 3_600_000;

test('whatever happens, there are never two text-backs in a window, and nothing of ours after a hand-over', () => {
  const waiting = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.oneof(texted, byOwner), waiting), { maxLength: 40 }), (steps) => {
      const world = newWorld();
      let lastTextBack = Number.NEGATIVE_INFINITY;
      for (const [event, minutes] of steps) {
        // What the room does: within the window a call is refused as recent.
        world.refusal =
          world.now - lastTextBack < WINDOW_MS && event.type === 'CALL_MISSED' ? 'recent' : null;
        const wasHandedOver = world.stateOf('enquiry') === 'handedOver';
        world.shown.splice(0);
        world.happen('enquiry', event);
        const said = ownTexts(world).map((one) => (one.kind === 'text' ? one.name : ''));
        if (said.some((name) => TEXT_BACKS.has(name))) {
          expect(world.now - lastTextBack).toBeGreaterThanOrEqual(WINDOW_MS);
          lastTextBack = world.now;
        }
        if (wasHandedOver && event.type !== 'OWNER_HANDED_BACK') expect(said).toEqual([]);
        world.shown.splice(0);
        const isHandedOver = world.stateOf('enquiry') === 'handedOver';
        world.wait(minutes * 60_000);
        if (isHandedOver) expect(ownTexts(world)).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
});

test('nothing that a caller adds is lost, whatever the owner does meanwhile', () => {
  const act = fc.constantFrom(
    'OWNER_TOOK_OVER',
    'OWNER_HANDED_BACK',
    'CALL_MISSED',
    'wait',
    'wait',
    'ENQUIRY_CLOSED_BY_OWNER',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant('text') }, { weight: 1, arbitrary: act })),
      (acts) => {
        const world = newWorld();
        world.happen('enquiry', missed);
        world.happen('enquiry', callerTexts('burst pipe in Leeds, urgent, today, Anna'));
        const added: string[] = [];
        for (const [at, one] of acts.entries()) {
          if (one === 'text') {
            // The governor has its own tests: these come slowly enough, and the owner answers in between.
            if (added.length % 8 === 7) world.happen('enquiry', { type: 'OWNER_REPLIED', text: 'ok' });
            added.push(`note ${at} w${'x'.repeat(at * 20)}`);
            world.happen('enquiry', callerTexts(added.at(-1) ?? ''));
            world.wait(15_000);
          } else if (one === 'wait') world.wait(90_000);
          else world.happen('enquiry', one === 'CALL_MISSED' ? missed : { type: one });
          if (world.stateOf('enquiry') === 'quiet') break;
        }
        world.wait(5 * 60_000);
        const told = world.shown.flatMap((shown) =>
          shown.kind === 'text' && shown.isToOwner ? [shown.text] : [],
        );
        for (const words of added) {
          expect(told.filter((text) => text.split('\n').some((line) => line.endsWith(words)))).toHaveLength(
            1,
          );
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('who adds more than five things is passed on to the owner, and every word with them', () => {
  const world = newWorld();
  world.happen('enquiry', missed);
  world.happen('enquiry', callerTexts('burst pipe in Leeds, urgent, today, Anna'));
  world.shown.splice(0);
  for (let n = 1; n <= 7; n += 1) {
    world.happen('enquiry', callerTexts(`note ${n}`));
    world.wait(90_000);
  }
  expect(world.stateOf('enquiry')).toBe('handedOver');
  const told = world.shown.flatMap((one) => (one.kind === 'text' && one.isToOwner ? [one.text] : []));
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `Anna (1): note ${n}`));
});

test('a talk between two people is passed on for as long as the owner answers; a robot is not', () => {
  const world = newWorld();
  world.happen('enquiry', missed);
  world.happen('enquiry', { type: 'OWNER_TOOK_OVER' });
  const passedOn = () => world.shown.filter((one) => one.kind === 'text' && one.name === 'addition').length;
  for (let n = 0; n < 60; n += 1) {
    if (n % 10 === 0) world.happen('enquiry', { type: 'OWNER_REPLIED', text: 'ok' });
    world.happen('enquiry', callerTexts(`text ${n}`));
    world.wait(60_000);
  }
  expect(passedOn()).toBe(60);
  for (let n = 0; n < 60; n += 1) {
    world.happen('enquiry', callerTexts(`robot ${n}`));
    world.wait(60_000);
  }
  expect(passedOn()).toBeLessThan(85);
  expect(world.shown.filter((one) => one.kind === 'text' && one.name === 'notRelayed')).toHaveLength(1);
  world.happen('enquiry', { type: 'OWNER_REPLIED', text: 'who is this?' });
  world.happen('enquiry', callerTexts('a person after all'));
  expect(world.shown.at(-1)).toMatchObject({ text: expect.stringContaining('a person after all') });
});

test.each(['OWNER_TOOK_OVER', 'ENQUIRY_CLOSED_BY_OWNER'])('%s lets nothing wait', (type) => {
  const world = newWorld();
  world.happen('enquiry', missed);
  world.happen('enquiry', callerTexts('burst pipe in Leeds, urgent, today, Anna'));
  world.happen('enquiry', callerTexts('the gate is locked'));
  world.shown.splice(0);
  world.happen('enquiry', { type });
  expect(world.shown.filter(({ kind }) => kind === 'text')).toMatchObject([
    { text: 'Anna (1): the gate is locked', isToOwner: true },
  ]);
});
