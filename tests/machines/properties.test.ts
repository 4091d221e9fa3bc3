/** Whatever happens, in whatever order: promises that hold for every sequence of events. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MachineEvent, type MachineName, machines, stateNames } from '../../machines/index.ts';
import { countSegments } from '../../src/values/segments.ts';
import { ownerTexts } from '../transcripts/player.ts';
import { World } from '../transcripts/world.ts';

const names = Object.keys(machines) as MachineName[];
const states = new Map(names.map((name) => [name, new Set(stateNames(machines[name]))]));
const onboardingStates = stateNames(machines.onboarding);

/** What an owner who wants to get on would answer. */
const RIGHT_ANSWERS: Readonly<Record<string, string>> = {
  S1_BUSINESS_TYPE_LOCATION: 'Plumber from London',
  S2_BUSINESS_NAME: 'ABC Plumbing',
  S3_OWNER_NAME: 'John Smith',
  S4_NOTIFICATION_PREF: 'SMS',
  S5_CONFIRM_LIVE: 'READY',
  S6_PHONE_TYPE: '2',
  S7_FWD_SENT: 'DONE',
  S8_FWD_CONFIRM: 'DONE',
  S9_TEST_CALL: 'BACK',
  COMPLETE: 'hello',
};

type Happening =
  | { kind: 'text'; text: string }
  | { kind: 'answer' }
  | { kind: 'event'; machine: MachineName; event: MachineEvent }
  | { kind: 'stripe'; subscriptionId: string; status: string }
  | { kind: 'wait'; minutes: number }
  | { kind: 'pay'; isPaid: boolean }
  | { kind: 'seed' }
  | { kind: 'takeNumberAway' }
  | { kind: 'sql'; state: string };

const text = fc.oneof(
  fc.constantFrom(
    ...[
      'hi',
      'BACK',
      'HUMAN',
      'READY',
      'YES',
      'no',
      '1',
      '2',
      '3',
      'DONE',
      'CALL ME',
      'TEST',
      'BILLING',
      'SMS',
      '',
    ],
    ...[
      'Plumber',
      'London',
      'Plumber from London',
      'ABC Plumbing',
      'John Smith',
      '???',
      '👍',
      '<picture>',
      'Zoë',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 80 }),
);
const call = fc.record({
  type: fc.constant('CALL_ARRIVED'),
  from: fc.constantFrom(null, '+447700900001', '+447900000001', '+447476955179'),
  forwardedFrom: fc.constantFrom(null, '+447900000001', '+447700900555'),
  isFromOurNumber: fc.boolean(),
});
const other = fc.constantFrom(
  ...['OWNER_RETURNED', 'OWNER_ASKED_HELP', 'PAYMENT_CONFIRMED', 'NUMBER_MAY_BE_FREE', 'TEST_CALL_PLACED'],
  ...['TEST_CALL_FAILED', 'FORWARDING_PROVEN'],
);
const toOnboarding = fc.oneof(
  call,
  other.map((type) => ({ type })),
  fc
    .constantFrom('live', 'ask', 'nonsense')
    .map((name) => ({ type: 'TEXT_FAILED', text: name, reason: '30005' })),
);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Happening>({ kind: 'answer' }) },
  { weight: 5, arbitrary: text.map((words): Happening => ({ kind: 'text', text: words })) },
  {
    weight: 4,
    arbitrary: toOnboarding.map((event): Happening => ({ kind: 'event', machine: 'onboarding', event })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('FORWARDING_DISABLED', 'TEST_CALL_FAILED', 'OWNER_CONFIRMED')
      .map((type): Happening => ({ kind: 'event', machine: 'forwarding', event: { type } })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('stripe' as const),
      subscriptionId: fc.constantFrom('sub_1', 'sub_2'),
      status: fc.constantFrom(
        'active',
        'trialing',
        'past_due',
        'unpaid',
        'paused',
        'canceled',
        'incomplete',
        'new',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 9999 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pay' as const), isPaid: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'seed' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'takeNumberAway' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...onboardingStates).map((state): Happening => ({ kind: 'sql', state })),
  },
);
const life = fc.array(happening, { minLength: 1, maxLength: 40 });

function happen(world: World, what: Happening): void {
  switch (what.kind) {
    case 'answer':
      world.happen('onboarding', ownerTexts(rightAnswer(world)));
      break;
    case 'text':
      world.happen('onboarding', ownerTexts(what.text));
      break;
    case 'event':
      world.happen(what.machine, what.event);
      break;
    case 'stripe':
      world.subscriptions.set(what.subscriptionId, what.status);
      world.happen('payment-gate', {
        type: 'STRIPE_EVENT_RECEIVED',
        eventType: 'customer.subscription.updated',
        subscriptionId: what.subscriptionId,
        customerId: null,
      });
      break;
    case 'wait':
      world.wait(what.minutes * 60_000);
      break;
    case 'pay':
      world.isPaid = what.isPaid;
      break;
    case 'seed':
      world.pool.push('+447111111111');
      break;
    case 'takeNumberAway':
      world.number = null;
      break;
    case 'sql':
      world.writeByHand('onboarding', what.state);
      break;
  }
}

/** Without a number S6 says "reply READY", and a good owner does. */
function rightAnswer(world: World): string {
  const state = world.stateOf('onboarding');
  return state === 'S6_PHONE_TYPE' && world.number === null ? 'READY' : (RIGHT_ANSWERS[state] ?? '');
}

/** Lives a life and looks after every step. */
function live(happenings: readonly Happening[], look: (world: World, what: Happening) => void): World {
  const world = new World();
  for (const what of happenings) {
    world.shown.splice(0);
    world.effects.splice(0);
    happen(world, what);
    look(world, what);
  }
  return world;
}

const runs = { numRuns: 400 };

describe('whatever happens', () => {
  test('every machine is in a state that it has, with at most one timer', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        live(happenings, (world) => {
          for (const name of names) {
            expect(states.get(name)).toContain(world.stateOf(name));
            expect(
              [...world.timers.values()].filter(({ machine }) => machine === name).length,
            ).toBeLessThanOrEqual(1);
          }
        });
      }),
      runs,
    );
  });

  test('texts stay within their limits and say nothing odd', () => {
    const documented = new Set(['paymentRequired', 'atCapacity', 'numberMissing', 'iphoneInstructions']);
    fc.assert(
      fc.property(life, (happenings) => {
        live(happenings, (world) => {
          for (const shown of world.shown) {
            if (shown.kind !== 'text') continue;
            const { count, encoding } = countSegments(shown.text);
            // The iPhone text has a picture in it and is not ours to change: UCS-2, three segments, and four with the
            // longest number that E.164 allows. The payment text grows with the length of its link.
            expect(count, shown.text).toBeLessThanOrEqual(documented.has(shown.name) ? 4 : 2);
            if (!documented.has(shown.name)) expect(encoding, shown.text).toBe('GSM-7');
            expect(shown.text).not.toMatch(/undefined|null|NaN|\[object/);
          }
        });
      }),
      runs,
    );
  });

  test('nobody passes S6 without a number', () => {
    const later = /^(?:S[789]|COMPLETE)/;
    fc.assert(
      fc.property(life, (happenings) => {
        live(happenings, (world) => {
          for (const shown of world.shown) {
            if (shown.kind !== 'state' || shown.machine !== 'onboarding') continue;
            if (later.test(shown.to) && !later.test(shown.from)) expect(world.number).not.toBeNull();
          }
        });
      }),
      runs,
    );
  });

  test('a number is only taken right after the payment was found active', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        live(happenings, (world) => {
          const asked = world.effects.map(({ effect }) => effect.type);
          asked.forEach((name, at) => {
            if (name !== 'allocateNumber') return;
            expect(world.isPaid).toBe(true);
            expect(asked.slice(0, at)).toContain('readPayment');
          });
        });
      }),
      runs,
    );
  });

  test('every text of an owner is answered, and so is HELP', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        live(happenings, (world, what) => {
          const isHelp = what.kind === 'event' && what.event.type === 'OWNER_ASKED_HELP';
          if (what.kind !== 'text' && what.kind !== 'answer' && !isHelp) return;
          const texts = world.shown.filter(({ kind }) => kind === 'text');
          expect(texts.length).toBeGreaterThanOrEqual(1);
          expect(texts.length).toBeLessThanOrEqual(2);
        });
      }),
      runs,
    );
  });

  test('a silent owner hears from us at most twice, and nobody who never wrote is reminded', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        const world = live(happenings, () => {});
        const hasWritten = happenings.some(
          ({ kind }) => kind !== 'wait' && kind !== 'pay' && kind !== 'seed',
        );
        world.shown.splice(0);
        world.wait(60 * 24 * 3_600_000);
        const reminders = world.shown.filter(({ kind }) => kind === 'text').length;
        // After a test call that went nowhere the two reminders follow its own text.
        expect(reminders).toBeLessThanOrEqual(hasWritten ? 3 : 0);
        expect(world.timers.size).toBe(0);
      }),
      runs,
    );
  });

  test('there is always a way on: an owner who answers well goes live, once paid and with numbers in the pool', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        const world = live(happenings, () => {});
        world.isPaid = true;
        world.pool.push('+447111111119');
        for (let turn = 0; turn < 25 && world.stateOf('onboarding') !== 'COMPLETE'; turn += 1) {
          happen(world, { kind: 'answer' });
          const forwardedFrom = world.facts.ownerPhone;
          if (world.stateOf('onboarding') === 'S8_FWD_CONFIRM') {
            const arrived = { type: 'CALL_ARRIVED', from: null, forwardedFrom, isFromOurNumber: false };
            world.happen('onboarding', arrived);
          }
        }
        expect(world.stateOf('onboarding')).toBe('COMPLETE');
      }),
      runs,
    );
  });
});
