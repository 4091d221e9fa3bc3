/** A carrier in memory: it writes down what it is given and answers what the test says. */
import type { CallToPlace, PlaceOutcome } from '../../src/calls/port.ts';
import type { FindOutcome, SendOutcome, StatusOutcome, TextToSend } from '../../src/messages/port.ts';
import { createBell, createHeldLanes, type KeepTools } from '../../src/outbox/index.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { ONBOARDING_NUMBER, type TestEngine } from './engine.ts';
import { type TurnedClock, turnedClock } from './turned-clock.ts';

type Maybe<Value> = Value | Promise<Value>;

export interface TestCarrier extends Pick<KeepTools, 'texts' | 'calls'> {
  readonly sent: TextToSend[];
  readonly found: TextToSend[];
  /** The carrier's ids of the texts whose status was asked. */
  readonly asked: string[];
  readonly placed: CallToPlace[];
  /** What the next attempts are answered; accepted by default. */
  onSend: (text: TextToSend) => Maybe<SendOutcome>;
  onFind: (text: TextToSend, others: ReadonlySet<string>) => Maybe<FindOutcome>;
  onStatus: (providerId: string) => Maybe<StatusOutcome>;
  onPlace: (call: CallToPlace) => Maybe<PlaceOutcome>;
}

export function testCarrier(): TestCarrier {
  let serial = 0;
  const next = (prefix: string) => {
    serial += 1;
    return `${prefix}${String(serial).padStart(32, '0')}`;
  };
  const carrier: TestCarrier = {
    sent: [],
    found: [],
    asked: [],
    placed: [],
    onSend: () => ({ kind: 'accepted', providerId: next('SM9'), status: 'queued' }),
    onFind: () => ({ kind: 'absent' }),
    onStatus: () => ({ kind: 'absent' }),
    onPlace: () => ({ kind: 'placed', callSid: next('CA9') }),
    texts: {
      sendText: async (text) => {
        carrier.sent.push(text);
        return carrier.onSend(text);
      },
      findText: async (text, _since, others = new Set()) => {
        carrier.found.push(text);
        return carrier.onFind(text, others);
      },
      textStatus: async (providerId) => {
        carrier.asked.push(providerId);
        return carrier.onStatus(providerId);
      },
    },
    calls: {
      placeCall: async (call) => {
        carrier.placed.push(call);
        return carrier.onPlace(call);
      },
    },
  };
  return carrier;
}

const onboardingNumber = parsePhone(ONBOARDING_NUMBER);

/** The tools of a keeper. Waiting turns the clock instead, so that a lane's rate can be seen without living through it. */
export function keepToolsFor(
  sql: Sql,
  engine: TestEngine,
  carrier: TestCarrier,
  overrides: Partial<KeepTools> = {},
): KeepTools & { readonly clock: Clock } {
  if (!onboardingNumber) throw new Error('the onboarding number is a phone number');
  return {
    sql,
    clock: engine.tools.clock,
    advance: engine.advance,
    newId,
    log: engine.caught.log,
    brandName: 'JobRun',
    postAlert: null,
    ring: createBell({
      ...{ sql, clock: engine.tools.clock, log: engine.caught.log, newId },
      hasWebhook: false,
    }),
    texts: carrier.texts,
    calls: carrier.calls,
    agents: null,
    outbound: engine.tools.outbound,
    payments: noPayments,
    onboardingNumber,
    pause: async (ms) => {
      const { clock } = engine.tools;
      if (isTurned(clock)) clock.turn(ms);
    },
    isStopping: () => false,
    lanes: createHeldLanes(),
    ...overrides,
  };
}

/** Nothing in these tests asks Stripe. */
const refuse = async (): Promise<never> => {
  throw new Error('no test here asks Stripe');
};
const noPayments: KeepTools['payments'] = {
  openCheckout: refuse,
  checkoutState: refuse,
  fetchSubscription: refuse,
  openPortal: refuse,
};

const isTurned = (clock: Clock): clock is TurnedClock => 'turn' in clock;

/** Later than the server's own clock, so that a row's default times are in its past. */
export const laterClock = () => turnedClock(tomorrowAfternoon().toISOString());

/** 15:00 UTC is daytime in London, New York and Istanbul: no reminder waits for the morning, whenever the tests run. */
function tomorrowAfternoon(): Date {
  const day = new Date(Date.now() + 24 * 60 * 60_000);
  day.setUTCHours(15, 0, 0, 0);
  return day;
}
