/** Random histories of texts through the real engine and keeper: nothing is sent after STOP, START is the only way back. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepLane, senderLane } from '../../src/outbox/index.ts';
import { keepToolsFor, laterClock, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ONBOARDING_NUMBER, ownOnboardingNumber, textFrom } from '../support/engine.ts';

/** 300 in every run of the suite; CONSENT_RUNS=10000 in CI. A failure prints its seed, CONSENT_SEED repeats it. */
const RUNS = Number(process.env.CONSENT_RUNS ?? 300);
const SEED = Number(process.env.CONSENT_SEED ?? Date.now() % 2 ** 31);

let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());

const STOPS = [
  'STOP',
  'stop.',
  'Unsubscribe',
  'please don’t text me again',
  'remove me from your list',
  'mesaj atmayın',
];
const STARTS = ['START', 'yes', 'UNSTOP'];
const ORDINARY = [
  'Plumber from London',
  'ABC Plumbing',
  'READY',
  'HELP',
  'start again',
  'please',
  '1',
  'Can you stop by at 5?',
];

const said = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ means: fc.constant('stop' as const), body: fc.constantFrom(...STOPS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ means: fc.constant('start' as const), body: fc.constantFrom(...STARTS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ means: fc.constant('other' as const), body: fc.constantFrom(...ORDINARY) }),
  },
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ who: fc.integer({ min: 0, max: 2 }), text: said }) },
  { weight: 1, arbitrary: fc.constant('keep' as const) },
);
/** Steps of one inner list are handed over at once and share a transaction. */
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });

test(`${RUNS} random histories, seed ${SEED}`, { timeout: 60_000 + RUNS * 400 }, async () => {
  console.log(`histories of consent: ${RUNS} runs, seed ${SEED}`);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(history, async (batches) => {
      run += 1;
      for (const table of [
        'timers',
        'conversations',
        'outbox',
        'outbox_lanes',
        'consents',
        'inbound_events',
        'organizations',
      ])
        await db.sql`DELETE FROM ${db.sql(table)}`;
      const phones = [0, 1, 2].map((who) => `+4477009${String((run * 3 + who) % 1000).padStart(5, '0')}`);
      const engine = engineOn(db.engine, { clock: laterClock() });
      const carrier = testCarrier();
      const out = new Set<string>();
      const keep = async () => {
        const from = carrier.sent.length;
        await keepLane(senderLane(ONBOARDING_NUMBER), keepToolsFor(db.engine, engine, carrier));
        for (const { to } of carrier.sent.slice(from)) expect(out).not.toContain(to);
      };
      for (const batch of batches) {
        const texts = batch.flatMap((one) => (one === 'keep' ? [] : [one]));
        await Promise.all(
          texts.map(({ who, text }) => engine.advance(textFrom(phones[who] ?? '', text.body))),
        );
        for (const { who, text } of texts) {
          if (text.means === 'stop') out.add(phones[who] ?? '');
          if (text.means === 'start') out.delete(phones[who] ?? '');
        }
        if (batch.includes('keep')) await keep();
        const rows = await db.sql<
          { phone: string }[]
        >`SELECT DISTINCT phone FROM consents WHERE is_opted_out`;
        expect(new Set(rows.map(({ phone }) => phone))).toEqual(out);
      }
      await keep();
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 1_000 },
  );
});
