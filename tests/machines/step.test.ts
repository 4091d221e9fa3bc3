/** The step itself: what it refuses, and how XState's own actions become timers and effects. */
import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { effectActions, type MachineSpec, migrate, start, step } from '../../machines/index.ts';
import { World } from '../transcripts/world.ts';

const { facts } = new World();
const stored = (state: string, version: number | null = 2) => ({ state, context: {}, version });

function specOf(machine: MachineSpec['machine'], version = 2): MachineSpec {
  return {
    name: 'forwarding',
    version,
    machine,
    texts: {},
    migrations: { 1: (old) => ({ ...old, state: 'b', context: { migrated: true } }) },
    parseContext: (raw) => raw,
  };
}

const machine = setup({ actions: { ...effectActions, count: assign({}) } }).createMachine({
  context: ({ input }) => input as object,
  initial: 'a',
  states: {
    a: {
      after: { 1000: 'b' },
      on: { GO: { target: 'b', actions: { type: 'alertOperator', params: { alert: 'x' } } } },
    },
    b: { on: { AGAIN: { target: 'a' } } },
    c: { after: { 1000: 'b' }, on: { AGAIN: { target: 'c', reenter: true } } },
  },
});
const spec = specOf(machine);

describe('step', () => {
  test('effects come out as data, in order, and a timer that was left is cancelled', () => {
    const born = start(spec, facts);
    expect(born.timersToSet).toMatchObject([{ delayMs: 1000 }]);
    const after = step(spec, born.stored, { type: 'GO' }, facts);
    expect(after.effects).toEqual([{ type: 'alertOperator', params: { alert: 'x' } }]);
    expect(after.timersToCancel).toEqual(born.timersToSet.map(({ id }) => id));
    expect(after.timersToSet).toEqual([]);
  });

  test('a timer that is set anew is not cancelled as well', () => {
    const after = step(spec, stored('c'), { type: 'AGAIN' }, facts);
    expect(after.timersToSet).toHaveLength(1);
    expect(after.timersToCancel).toEqual([]);
  });

  test('conversations that step in turn know nothing of each other', () => {
    const alone = step(spec, stored('a'), { type: 'GO' }, facts);
    const other = step(spec, stored('c'), { type: 'AGAIN' }, facts);
    expect(step(spec, stored('a'), { type: 'GO' }, facts)).toEqual(alone);
    expect(step(spec, stored('c'), { type: 'AGAIN' }, facts)).toEqual(other);
    expect(alone.effects).toHaveLength(1);
    expect(other.effects).toEqual([]);
  });

  test('an event that nobody handles is ignored', () => {
    expect(step(spec, stored('a'), { type: 'NOTHING' }, facts).isIgnored).toBe(true);
  });

  test('a state that does not exist is refused', () => {
    expect(() => step(spec, stored('z'), { type: 'GO' }, facts)).toThrow('unknown state "z"');
  });

  test('what a later version stored is refused, what an earlier one stored is migrated', () => {
    expect(() => migrate(spec, stored('a', 3))).toThrow('stored by version 3');
    expect(migrate(spec, stored('a', 1))).toEqual({ state: 'b', context: { migrated: true }, version: 2 });
    expect(() => migrate(spec, stored('a', 0))).toThrow('no migration from version 0');
    expect(migrate(spec, stored('a', null)).version).toBe(2);
  });

  test('an action that is no effect is refused: XState would only name it', () => {
    const odd = setup({ actions: { shout: () => {} } }).createMachine({
      context: ({ input }) => input as object,
      initial: 'a',
      states: { a: { on: { GO: { actions: 'shout' } } } },
    });
    expect(() => step(specOf(odd), stored('a'), { type: 'GO' }, facts)).toThrow('"shout" is not an effect');
  });
});
