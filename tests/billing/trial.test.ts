/** A trial is given once to an owner's phone, whoever asks at once, and whatever became of the organization. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Billing, openCheckout, recordPayment, refetchSubscription } from '../../src/billing/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { createStripeProvider } from '../../src/providers/stripe/index.ts';
import { instantPace, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { cloneDatabase } from '../support/database.ts';
import {
  ada,
  addOwners,
  bob,
  clear,
  type FakeProvider,
  forgetfulProvider,
  now,
  publicBaseUrl,
} from './support.ts';

const DAY = 24 * 60 * 60_000;
const TRIAL_DAYS = 14;
const adaAgain = { id: 'ada-2', phone: ada.phone, token: 'token-of-ada-the-second' };
const db = await cloneDatabase();
afterAll(() => db.drop());
let provider: FakeProvider;
beforeEach(async () => {
  await clear(db.sql);
  await addOwners(db.sql, [ada, bob]);
  await db.sql`UPDATE organizations SET onboarded_at = now()`;
  await addOwners(db.sql, [adaAgain]);
  provider = forgetfulProvider({ checkoutState: async () => null });
});

const billing = (at = now, trialDays = TRIAL_DAYS): Billing => ({
  ...{ sql: db.engine, provider, clock: { now: () => at }, publicBaseUrl, trialDays },
});
const later = (ms: number) => new Date(now.getTime() + ms);
const offered = () => provider.asked.map(({ orgId, trialDays }) => [orgId, trialDays]);
const adaPays = (at = now) =>
  recordPayment(db.engine, { orgId: 'ada', isActive: true, standing: 'active', now: at });

test('it is offered to a phone that never had one, again while nobody has taken it, and not when there is none', async () => {
  await openCheckout(billing(), ada.token);
  await openCheckout(billing(later(60_000)), ada.token);
  await openCheckout(billing(), bob.token);
  await openCheckout(billing(later(120_000), 0), bob.token);
  expect(offered()).toEqual([
    ['ada', TRIAL_DAYS],
    ['ada', TRIAL_DAYS],
    ['bob', TRIAL_DAYS],
    ['bob', undefined],
  ]);
});

test('two organizations of one owner that open a checkout at once get one between them', async () => {
  const tokens = [ada.token, adaAgain.token];
  await Promise.all([...tokens, ...tokens, ...tokens].map((token) => openCheckout(billing(), token)));
  const winners = new Set(provider.asked.filter(({ trialDays }) => trialDays).map(({ orgId }) => orgId));
  expect(winners.size).toBe(1);
  const [row] = await db.sql`SELECT org_id, started_at FROM trials`;
  expect(row).toEqual({ org_id: [...winners][0], started_at: null });
});

test('what was had is had: not again after a cancellation, nor for an organization that was deleted and began anew', async () => {
  await openCheckout(billing(), ada.token);
  await adaPays();
  await recordPayment(db.engine, { orgId: 'ada', isActive: false, standing: 'stopped', now: later(DAY) });
  await openCheckout(billing(later(30 * DAY)), ada.token);
  await db.sql`DELETE FROM organizations WHERE id = 'ada'`;
  await openCheckout(billing(later(60 * DAY)), adaAgain.token);
  expect(offered().map(([, days]) => days)).toEqual([TRIAL_DAYS, undefined, undefined]);
});

test('a checkout that nobody paid has not used it up, but holds it while its payment may still be heard of', async () => {
  await openCheckout(billing(), ada.token);
  await openCheckout(billing(later(4 * DAY - 1)), adaAgain.token);
  await openCheckout(billing(later(4 * DAY)), adaAgain.token);
  expect(offered()).toEqual([
    ['ada', TRIAL_DAYS],
    ['ada-2', undefined],
    ['ada-2', TRIAL_DAYS],
  ]);
});

test('a payment without an offer is nobody’s trial', async () => {
  await adaPays();
  expect(await db.sql`SELECT FROM trials`).toHaveLength(0);
});

describe('at Stripe', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({
      twilio: { accountSid: 'AC1', authToken: 'token' },
      stripe: { secretKey: 'sk_test_trial', webhookSecret: 'whsec_trial' },
      numbers: [],
      pace: instantPace,
    });
  });
  afterEach(() => clear(db.sql));
  afterAll(() => simulator.close());

  test('the subscription begins with the free days, costs nothing yet, and counts as paid', async () => {
    const stripe = createStripeProvider({
      ...{ secretKey: 'sk_test_trial', priceId: 'price_simulated', apiBaseUrl: simulator.url, newId },
    });
    await openCheckout({ ...billing(), provider: stripe }, ada.token);
    const session = simulator.stripe.sessions().at(-1);
    expect(session).toMatchObject({ client_reference_id: 'ada', amount_total: 0 });
    const { id } = simulator.stripe.pay(session?.id ?? '');
    const fetched = await refetchSubscription(stripe, id);
    expect(fetched).toMatchObject({ kind: 'fetched', event: { status: 'trialing' } });
    simulator.stripe.endPeriod(id);
    expect(await refetchSubscription(stripe, id)).toMatchObject({ event: { status: 'active' } });
  });
});
