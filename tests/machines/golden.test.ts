/** The texts and the log lines of the runbook, to the byte. The golden files were copied from it: never edit them. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import { ownerTexts } from '../transcripts/player.ts';
import { settings, World } from '../transcripts/world.ts';

const golden = (name: string) => readFileSync(new URL(`golden/${name}.txt`, import.meta.url), 'utf8');

describe('documented texts', () => {
  const { texts } = machines.onboarding;
  test.each([
    ['paymentRequired', 'payment-required', { payLink: 'https://buy.stripe.com/test_XXXXX (placeholder)' }],
    ['atCapacity', 'at-capacity', {}],
    ['numberMissing', 'number-missing', {}],
    ['iphoneInstructions', 'iphone-instructions', { number: '+447111111111' }],
  ])('%s', (name, file, values) => {
    expect(Buffer.from(texts[name]?.(values, settings) ?? '')).toEqual(Buffer.from(golden(file)));
  });

  test('price and brand come from the settings', () => {
    const text = texts.paymentRequired?.(
      { payLink: 'https://x.example/p' },
      {
        brandName: 'Ringback',
        pricePence: 3450,
        currency: 'EUR',
      },
    );
    expect(text).toContain('Ringback costs €34.50/month');
  });
});

/** The pool's own lines are written by the numbers room, not by a machine. */
const POOL = /^(?:.{1,2} \[POOL\]| {3}(?:Client ID|Client|Number):|POOL_EMPTY \{|POOL_ALLOCATION_SUCCESS)/u;

function documented(name: string): string {
  return golden(`${name}.log`)
    .split('\n')
    .filter((line) => !POOL.test(line))
    .join('\n');
}

/** The document's page is wider than a console: only the five fields of scenario 6 stand on lines of their own. */
const PAGE = 128;

/** Log lines as a console prints them, with the time left out as in the document. */
function logged(world: World): string {
  return world.shown
    .splice(0)
    .flatMap((shown) => {
      if (shown.kind !== 'log') return [];
      if (!shown.fields) return [shown.line];
      const { timestamp, ...fields } = shown.fields;
      expect(timestamp).toBe(world.facts.now);
      return [`${shown.line} ${inspect({ ...fields, timestamp: '...' }, { breakLength: PAGE })}`];
    })
    .join('\n');
}

/** An owner at S5, as the document's steps 3 leave them. */
function atS5(options: ConstructorParameters<typeof World>[0]): World {
  const world = new World(options);
  for (const text of ['Plumber from London', 'Plumber from London', 'ABC Plumbing', 'John Smith', 'SMS']) {
    world.happen('onboarding', ownerTexts(text));
  }
  expect(world.stateOf('onboarding')).toBe('S5_CONFIRM_LIVE');
  world.shown.splice(0);
  return world;
}

describe('documented log lines', () => {
  const client1 = { orgId: 'test-client-1', ownerPhone: '+447900000001' };

  test('scenario 1: payment inactive', () => {
    const world = atS5({ ...client1, pool: ['+447111111111'] });
    world.happen('onboarding', ownerTexts('YES'));
    expect(logged(world)).toBe(documented('scenario-1'));
    expect(world.stateOf('onboarding')).toBe('S5_CONFIRM_LIVE');
    expect(world.pool).toEqual(['+447111111111']);
  });

  test('scenario 2: payment active, number allocated, instructions sent', () => {
    const world = atS5({ ...client1, isPaid: true, pool: ['+447111111111'] });
    world.happen('onboarding', ownerTexts('READY'));
    expect(logged(world)).toBe(documented('scenario-2-gate'));
    world.happen('onboarding', ownerTexts('1'));
    expect(logged(world)).toBe(documented('scenario-2-forwarding'));
    expect(world.stateOf('onboarding')).toBe('S7_FWD_SENT');
  });

  test('scenario 3: pool empty', () => {
    const world = atS5({ orgId: 'test-client-2', ownerPhone: '+447900000002', isPaid: true });
    world.happen('onboarding', ownerTexts('YES'));
    expect(logged(world)).toBe(documented('scenario-3'));
    expect(world.stateOf('onboarding')).toBe('S5_CONFIRM_LIVE');
  });

  test('scenario 6: no number at the forwarding step', () => {
    const world = new World({ orgId: 'test-client-no-number', ownerPhone: '+447900000999', isPaid: true });
    world.writeByHand('onboarding', 'S6_PHONE_TYPE');
    world.happen('onboarding', ownerTexts('1'));
    expect(logged(world)).toBe(documented('scenario-6'));
    expect(world.stateOf('onboarding')).toBe('S6_PHONE_TYPE');
  });
});
