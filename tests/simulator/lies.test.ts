import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { allLies, createLiar } from '../../src/simulator/index.ts';
import { dice } from '../../src/simulator/lies/dice.ts';
import { createNames } from '../../src/simulator/lies/names.ts';
import { recorded } from './support/lies.ts';
import { caller, jobrun, owner, pool, type Stand, startStand } from './support/stand.ts';

const things = Array.from({ length: 2000 }, (_, n) => `text A to B #${n}`);

describe('the decider', () => {
  it('is a pure function of seed, kinds and thing: neither order nor earlier questions matter', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string(),
        (seed, rate, thing) => {
          const [one, other] = [createLiar({ seed, rate }), createLiar({ seed, rate })];
          for (const before of things.slice(0, 20)) other.choose(allLies, before);
          expect(other.choose(allLies, thing)).toBe(one.choose(allLies, thing));
          expect(other.throw('api_429', thing, 'x')).toBe(one.throw('api_429', thing, 'x'));
        },
      ),
    );
  });

  it('tells nothing at 0, something about everything at 1, and the rate’s share in between', () => {
    const told = (rate: number) =>
      things.filter((thing) => createLiar({ seed: 7, rate }).choose(allLies, thing) !== null).length;
    expect(told(0)).toBe(0);
    expect(told(1)).toBe(things.length);
    expect(told(0.05)).toBeGreaterThan(60);
    expect(told(0.05)).toBeLessThan(140);
  });

  it('lies about the same things and more when the rate is raised', () => {
    const [low, high] = [createLiar({ seed: 7, rate: 0.1 }), createLiar({ seed: 7, rate: 0.3 })];
    for (const thing of things) {
      const lie = low.choose(allLies, thing);
      if (lie) expect(high.choose(allLies, thing)).toBe(lie);
    }
  });

  it('leaves every other lie as it is when one kind is switched off', () => {
    const all = createLiar({ seed: 3, rate: 1 });
    const some = createLiar({ seed: 3, rate: 1, kinds: allLies.filter((kind) => kind !== 'api_429') });
    const lies = things.map((thing) => [all.choose(allLies, thing), some.choose(allLies, thing)] as const);
    for (const [before, after] of lies) {
      if (before === 'api_429') expect(after).not.toBe('api_429');
      else expect(after).toBe(before);
    }
    expect(lies.some(([before]) => before === 'api_429')).toBe(true);
    expect(new Set(lies.map(([before]) => before)).size).toBe(allLies.length);
  });

  it('refuses a setting that means nothing', () => {
    const liar = createLiar({ seed: 1, rate: 0 });
    expect(() => liar.change({ rate: 1.1 })).toThrow('from 0 to 1');
    expect(() => liar.change({ rate: Number.NaN })).toThrow('from 0 to 1');
    expect(() => liar.change({ seed: 0.5 })).toThrow('whole number');
    expect(liar.setting).toMatchObject({ seed: 1, rate: 0 });
  });

  it('throws fair dice', () => {
    const throws = things.map((thing) => dice(1, thing));
    expect(Math.min(...throws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...throws)).toBeLessThan(1);
    const mean = throws.reduce((sum, one) => sum + one, 0) / throws.length;
    expect(mean).toBeGreaterThan(0.47);
    expect(mean).toBeLessThan(0.53);
  });
});

it('names things by what they are, not by their ids', () => {
  const names = createNames();
  expect(names.of('SM1', 'text A to B')).toBe('text A to B #1');
  expect(names.of('SM2', 'text A to B')).toBe('text A to B #2');
  expect(names.of('SM3', 'text B to A')).toBe('text B to A #1');
  expect(names.of('SM1', 'something else')).toBe('text A to B #1');
  expect(names.next('POST /x')).toBe('POST /x #1');
  expect(names.next('POST /x')).toBe('POST /x #2');
});

describe('a run with the same seed', () => {
  const stands: Stand[] = [];
  afterEach(() => Promise.all(stands.splice(0).map((stand) => stand.close())));

  /** The same people do the same things; `interleaving` decides who is first. */
  async function lies(seed: number, interleaving: readonly string[]): Promise<string[]> {
    const kinds = [
      'webhook_drop',
      'webhook_repeat',
      'webhook_cut',
      'receipt_drop',
      'api_429',
      'api_500_before',
    ] as const;
    const stand = await startStand({ lies: { seed, rate: 0.5, kinds } });
    stands.push(stand);
    const { sim, twilio, service } = stand;
    for (const person of interleaving) {
      sim.network.phone(person).text(person === owner ? jobrun : pool, 'again');
      await twilio.messages
        .create({ to: person, from: jobrun, body: 'x', statusCallback: `${service.url}/receipts` })
        .catch(() => undefined);
    }
    await sim.waitFor(() => sim.network.messages().every((text) => text.status === 'delivered'));
    const phones = () => sim.network.phones().flatMap((phone) => phone.messages);
    await sim.waitFor(() =>
      phones().every(({ status }) => ['delivered', 'failed', 'received'].includes(status)),
    );
    return (await recorded(sim, 'lie')).map(({ kind, about }) => `${kind}: ${about}`).sort();
  }

  it('lies about the same things however the timing falls', async () => {
    const turns = Array.from({ length: 12 }, () => [owner, caller]).flat();
    const one = await lies(5, turns);
    const other = await lies(5, [...turns].sort());
    expect(one.length).toBeGreaterThan(10);
    expect(other).toEqual(one);
    expect(await lies(6, turns)).not.toEqual(one);
  });
});

describe('the truth', () => {
  it('is what is told when nothing is said about lies', async () => {
    const stand = await startStand();
    try {
      stand.sim.network.phone(owner).text(jobrun, 'Hello');
      await stand.twilio.messages.create({ to: owner, from: jobrun, body: 'Hi' });
      await stand.sim.network.phone(owner).waitForText('Hi');
      expect(stand.sim.lies.counts()).toEqual({});
      expect(stand.sim.lies.setting).toMatchObject({ rate: 0, kinds: allLies });
    } finally {
      await stand.close();
    }
  });
});
