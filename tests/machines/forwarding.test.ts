/** Call forwarding: the owner's word, and the call that proves it. */
import { describe, expect, test } from 'vitest';
import { machines, stateNames } from '../../machines/index.ts';
import { World } from '../transcripts/world.ts';

const states = stateNames(machines.forwarding);

function at(state: string): World {
  const world = new World({ number: '+447111111111' });
  world.writeByHand('forwarding', state);
  return world;
}
const call = (forwardedFrom: string | null) => ({
  type: 'CALL_ARRIVED',
  from: '+447700900001',
  forwardedFrom,
  isFromOurNumber: false,
});

describe('forwarding', () => {
  test.each(states)('a proving call makes %s active and is told to onboarding', (state) => {
    const world = at(state);
    world.writeByHand('onboarding', 'S9_TEST_CALL');
    world.happen('forwarding', { type: 'TEST_CALL_PROVED', from: '+447700900001' });
    expect(world.stateOf('forwarding')).toBe('active');
    expect(world.contextOf('forwarding')).toMatchObject({ proof: 'test_call', provenAt: world.facts.now });
    expect(world.stateOf('onboarding')).toBe('COMPLETE');
    expect(world.isOnboardingComplete).toBe(true);
  });

  test.each(states)("in %s a call that the owner's phone forwarded is proof; any other is not", (state) => {
    const proven = at(state);
    proven.happen('forwarding', call('+447900000001'));
    expect(proven.stateOf('forwarding')).toBe('active');
    const unproven = at(state);
    for (const forwardedFrom of [null, '+447700900555']) unproven.happen('forwarding', call(forwardedFrom));
    expect(unproven.stateOf('forwarding')).toBe(state);
  });

  test("the owner's word is kept as such, and a test call that fails takes it back", () => {
    const world = at('codeSent');
    world.happen('forwarding', { type: 'OWNER_CONFIRMED' });
    expect(world.stateOf('forwarding')).toBe('confirmedByOwner');
    expect(world.contextOf('forwarding')).toMatchObject({ proof: 'user', confirmedAt: world.facts.now });
    world.happen('forwarding', { type: 'TEST_CALL_FAILED' });
    expect(world.stateOf('forwarding')).toBe('broken');
    expect(world.contextOf('forwarding')).toMatchObject({ proof: null });
  });

  test('new instructions ask for new proof, except where a call has proved it already', () => {
    for (const state of states) {
      const world = at(state);
      world.happen('forwarding', { type: 'INSTRUCTIONS_SENT', phoneType: 'landline' });
      expect(world.stateOf('forwarding')).toBe(state === 'active' ? 'active' : 'codeSent');
      expect(world.contextOf('forwarding')).toMatchObject({ phoneType: 'landline' });
    }
  });

  test('the word of the owner is less than a proof', () => {
    const world = at('active');
    world.happen('forwarding', { type: 'OWNER_CONFIRMED' });
    expect(world.stateOf('forwarding')).toBe('active');
  });

  test('switched off, whatever was on', () => {
    for (const state of states.filter((name) => name !== 'notSetUp')) {
      const world = at(state);
      world.happen('forwarding', { type: 'FORWARDING_DISABLED' });
      expect(world.stateOf('forwarding')).toBe('disabled');
    }
  });

  test('an active forwarding remembers when it last brought a call', () => {
    const world = at('active');
    world.wait(60_000);
    world.happen('forwarding', call(null));
    expect(world.contextOf('forwarding')).toMatchObject({ lastCallAt: world.facts.now });
  });
});
