/** Onboarding where a transcript says too little: timers, the silent gate, limits, what the owner never sees. */
import { describe, expect, test } from 'vitest';
import { machines, start, stateNames, step } from '../../machines/index.ts';
import { ownerTexts } from '../transcripts/player.ts';
import { World } from '../transcripts/world.ts';

const DAY = 24 * 3_600_000;

function at(state: string, context: Record<string, unknown> = {}, options = {}): World {
  const world = new World({ number: '+447111111111', isPaid: true, ...options });
  world.writeByHand('onboarding', state, context);
  return world;
}
const textsOf = (world: World) => world.shown.flatMap((one) => (one.kind === 'text' ? [one.name] : []));
const remindersOf = (world: World) => textsOf(world).filter((name) => /reminder/i.test(name));

describe('being born', () => {
  test('sends nothing, does nothing, arms nothing', () => {
    const { stored, effects, timersToSet } = start(machines.onboarding, new World().facts);
    expect(stored.state).toBe('S1_BUSINESS_TYPE_LOCATION');
    expect(effects).toEqual([]);
    expect(timersToSet).toEqual([]);
  });

  test('what is stored knows nothing of the world', () => {
    const world = new World();
    world.happen('onboarding', ownerTexts('hi'));
    expect(world.contextOf('onboarding')).not.toHaveProperty('facts');
  });
});

describe('the first text twice', () => {
  test('is a slip once; the third time it is the name of the business', () => {
    const world = new World();
    for (const expected of ['S2_BUSINESS_NAME', 'S2_BUSINESS_NAME', 'S3_OWNER_NAME']) {
      world.happen('onboarding', ownerTexts('London Plumber'));
      expect(world.stateOf('onboarding')).toBe(expected);
    }
    expect(world.contextOf('onboarding')).toMatchObject({ failures: 0, businessName: 'London Plumber' });
  });
});

describe('reminders', () => {
  const asking = stateNames(machines.onboarding).filter((name) => !/^(?:S9|COMPLETE)/.test(name));

  test.each(asking)('%s: one day, two more days, then peace', (state) => {
    const world = at(state, { hasGreeted: true });
    world.happen('onboarding', { type: 'OWNER_ASKED_HELP' });
    world.shown.splice(0);
    world.wait(DAY - 1);
    expect(remindersOf(world)).toEqual([]);
    world.wait(1);
    expect(remindersOf(world)).toEqual(['reminder']);
    world.wait(2 * DAY - 1);
    expect(remindersOf(world)).toEqual(['reminder']);
    world.wait(1);
    expect(remindersOf(world)).toEqual(['reminder', 'lastReminder']);
    world.wait(365 * DAY);
    expect(remindersOf(world)).toHaveLength(2);
    expect(world.stateOf('onboarding')).toBe(state);
  });

  test.each(['S5_CONFIRM_LIVE', 'S6_PHONE_TYPE'])('%s: not while waiting for a number', (state) => {
    const world = at(state, {}, { number: null });
    world.happen('onboarding', ownerTexts('READY'));
    expect(textsOf(world)).toEqual(['atCapacity']);
    world.wait(30 * DAY);
    expect(textsOf(world)).toEqual(['atCapacity']);
  });

  test('the reminder asks the present question', () => {
    const world = at('S5_CONFIRM_LIVE', {}, { isPaid: false, number: null });
    world.happen('onboarding', ownerTexts('READY'));
    world.shown.splice(0);
    world.wait(DAY);
    expect(world.shown).toMatchObject([{ kind: 'text', text: expect.stringContaining(world.facts.payLink) }]);
  });
});

describe('the gate', () => {
  test('a free number that is gone again is news to nobody who was told', () => {
    const world = at('S5_CONFIRM_LIVE', {}, { number: null });
    world.happen('onboarding', { type: 'NUMBER_MAY_BE_FREE' });
    world.happen('onboarding', { type: 'NUMBER_MAY_BE_FREE' });
    expect(textsOf(world)).toEqual(['atCapacity']);
    world.happen('onboarding', ownerTexts('READY'));
    expect(textsOf(world)).toEqual(['atCapacity', 'atCapacity']);
  });

  test('a payment that lapses on the waiting list is said once', () => {
    const world = at('S5_CONFIRM_LIVE', { isWaitingForNumber: true }, { number: null, isPaid: false });
    world.happen('onboarding', { type: 'NUMBER_MAY_BE_FREE' });
    world.happen('onboarding', { type: 'NUMBER_MAY_BE_FREE' });
    expect(textsOf(world)).toEqual(['paymentRequired']);
  });

  test('"paid" and "done" mean READY to an owner who holds a payment link, and nothing to others', () => {
    for (const said of ["I've paid", 'done']) {
      const asked = at('S5_CONFIRM_LIVE', { isPaymentAsked: true });
      asked.happen('onboarding', ownerTexts(said));
      expect(asked.stateOf('onboarding')).toBe('S6_PHONE_TYPE');
      const unasked = at('S5_CONFIRM_LIVE');
      unasked.happen('onboarding', ownerTexts(said));
      expect(textsOf(unasked)).toEqual(['tryAgain']);
    }
  });

  test.each(['PAYMENT_CONFIRMED', 'NUMBER_MAY_BE_FREE'])('%s is no news at S6 with a number', (type) => {
    const world = at('S6_PHONE_TYPE');
    world.happen('onboarding', { type });
    expect(world.shown).toMatchObject([{ kind: 'ignored' }]);
  });

  test('without a number nothing beyond S6 goes on: an operator took it away', () => {
    for (const state of ['S7_FWD_SENT', 'S8_FWD_CONFIRM', 'S9_TEST_CALL']) {
      const world = at(state, {}, { number: null });
      world.happen('onboarding', { type: 'FORWARDING_PROVEN' });
      expect(world.stateOf('onboarding')).toBe(state);
      world.happen('onboarding', ownerTexts('DONE'));
      expect(world.stateOf('onboarding')).toBe('S6_PHONE_TYPE');
      expect(textsOf(world)).toEqual(['numberMissing']);
    }
  });
});

describe('proof by a call (ruling 3f)', () => {
  const arrived = (from: string | null, forwardedFrom: string | null, isFromOurNumber = false) => ({
    ...{ type: 'CALL_ARRIVED', from, forwardedFrom, isFromOurNumber },
  });
  const owner = '+447900000001';
  const caller = '+447700900001';
  const confirmedAt = '2026-11-20T10:00:00.000Z';

  test.each([
    ['S7_FWD_SENT', arrived(caller, owner), 'COMPLETE'],
    ['S7_FWD_SENT', arrived(caller, null), 'S7_FWD_SENT'],
    ['S7_FWD_SENT', arrived('+447476955179', null, true), 'S7_FWD_SENT'],
    ['S8_FWD_CONFIRM', arrived(caller, owner), 'COMPLETE'],
    ['S8_FWD_CONFIRM', arrived(null, owner), 'COMPLETE'],
    ['S8_FWD_CONFIRM', arrived(caller, null), 'COMPLETE'],
    ['S8_FWD_CONFIRM', arrived(owner, null), 'S8_FWD_CONFIRM'],
    ['S8_FWD_CONFIRM', arrived(null, null), 'S8_FWD_CONFIRM'],
    ['S8_FWD_CONFIRM', arrived(caller, '+447700900555'), 'S8_FWD_CONFIRM'],
    ['S8_FWD_CONFIRM', arrived('+447476955179', null, true), 'S8_FWD_CONFIRM'],
    ['S9_TEST_CALL', arrived('+447476955179', null, true), 'COMPLETE'],
    ['S9_TEST_CALL', arrived(caller, null), 'COMPLETE'],
    ['S9_TEST_CALL', arrived(owner, null), 'S9_TEST_CALL'],
    ['S6_PHONE_TYPE', arrived(caller, owner), 'S6_PHONE_TYPE'],
  ])('%s, %o: %s', (state, event, expected) => {
    const world = at(state, { confirmedAt });
    world.happen('onboarding', event);
    expect(world.stateOf('onboarding')).toBe(expected);
    if (expected === 'COMPLETE') {
      const states = world.shown.flatMap((one) =>
        one.kind === 'state' && one.machine === 'onboarding' ? [one.to] : [],
      );
      expect(states).toEqual(state === 'S9_TEST_CALL' ? ['COMPLETE'] : ['S9_TEST_CALL', 'COMPLETE']);
    }
  });

  test('24 hours, and not a moment more', () => {
    for (const [wait, expected] of [
      [DAY, 'COMPLETE'],
      [DAY + 1, 'S8_FWD_CONFIRM'],
    ] as const) {
      const world = at('S8_FWD_CONFIRM', { confirmedAt });
      world.wait(wait);
      world.happen('onboarding', arrived(caller, null));
      expect(world.stateOf('onboarding')).toBe(expected);
    }
  });

  test('a call in COMPLETE is handed on to forwarding as it is', () => {
    const { effects } = step(
      machines.onboarding,
      { state: 'COMPLETE', context: {}, version: null },
      arrived(caller, owner),
      at('COMPLETE').facts,
    );
    expect(effects).toEqual([
      { type: 'tellMachine', params: { machine: 'forwarding', event: arrived(caller, owner) } },
    ]);
  });
});

describe('test calls', () => {
  test('one at a time: each rings a phone and costs money', () => {
    const world = at('COMPLETE');
    for (let text = 0; text < 10; text += 1) world.happen('onboarding', ownerTexts('TEST'));
    expect(world.effects.filter(({ effect }) => effect.type === 'placeTestCall')).toHaveLength(1);
  });

  test('the two minutes begin when the phone rings, not when the owner asks', () => {
    const world = at('S8_FWD_CONFIRM');
    world.happen('onboarding', ownerTexts('CALL ME'));
    world.wait(100_000);
    world.happen('onboarding', { type: 'TEST_CALL_PLACED' });
    world.wait(119_999);
    expect(world.stateOf('onboarding')).toBe('S9_TEST_CALL');
    world.wait(1);
    expect(world.stateOf('onboarding')).toBe('S8_FWD_CONFIRM');
  });
});
