/** Two versions on one database: what only the newer one can read waits for it, however long, and nothing is lost. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MachineSpec, machines } from '../../machines/index.ts';
import { type EngineTools, retryLane } from '../../src/conversations/index.ts';
import { MAX_ATTEMPTS } from '../../src/inbox/retry-policy.ts';
import { keepLane } from '../../src/outbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { keepToolsFor, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, laneOfOwner, ownOnboardingNumber, textFrom } from '../support/engine.ts';
import { brokenJournals } from '../support/journal.ts';
import { DAY, turnedClock } from '../support/turned-clock.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());

const { onboarding } = machines;
const newer: MachineSpec = {
  ...onboarding,
  version: onboarding.version + 1,
  migrations: { ...onboarding.migrations, [onboarding.version]: (stored) => stored },
};
const newerSpecs: EngineTools['specs'] = { ...machines, onboarding: newer };

const storedOf = (lane: string) => db.sql<{ status: string; attempts: number; last_error: string | null }[]>`
  SELECT status, attempts, last_error FROM inbound_events WHERE lane = ${lane} AND status <> 'handled' ORDER BY id`;

test('a conversation that a newer version moved is left to it, in order, without a try counted', async () => {
  const owner = '+447700900411';
  const lane = laneOfOwner(owner);
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const old = engineOn(db.engine, { clock });
  const young = engineOn(db.engine, { clock, specs: newerSpecs });
  await old.advance(textFrom(owner, 'Plumber from London'));
  await young.advance(textFrom(owner, 'ABC Plumbing'));
  const [before] =
    await db.sql`SELECT state, context, step, machine_version FROM conversations WHERE their_number = ${owner}`;
  expect(before).toMatchObject({ state: 'S3_OWNER_NAME', machine_version: newer.version });

  const refused = [
    await old.advance(textFrom(owner, 'John Smith')),
    await old.advance(textFrom(owner, 'SMS')),
  ];
  expect(refused.map(({ outcome }) => outcome)).toEqual(['pending', 'pending']);
  for (let look = 0; look < 2 * MAX_ATTEMPTS; look += 1) {
    clock.turn(60_000);
    expect(await retryLane(db.engine, lane, old.tools)).toBeInstanceOf(Date);
  }
  expect(await storedOf(lane)).toEqual([
    { status: 'pending', attempts: 1, last_error: expect.stringContaining('stored by version') },
    { status: 'pending', attempts: 0, last_error: null },
  ]);
  expect(
    await db.sql`SELECT state, context, step, machine_version FROM conversations WHERE their_number = ${owner}`,
  ).toEqual([before]);

  clock.turn(60_000);
  expect(await retryLane(db.engine, lane, young.tools)).toBeNull();
  expect(await storedOf(lane)).toEqual([]);
  const [after] = await db.sql`SELECT state FROM conversations WHERE their_number = ${owner}`;
  expect(after).toEqual({ state: 'S5_CONFIRM_LIVE' });
  expect(await brokenJournals(db.sql)).toEqual([]);
});

test('an event for a machine that only the newer version has waits for it', async () => {
  const owner = '+447700900412';
  const lane = laneOfOwner(owner);
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const old = engineOn(db.engine, { clock });
  await old.advance(textFrom(owner, 'Plumber from London'));
  const [org] = await db.sql<{ id: string }[]>`SELECT id FROM organizations WHERE owner_phone = ${owner}`;
  const event = { type: 'OWNER_TEXTED', text: 'ABC Plumbing', mediaCount: 0 };
  const occurrence = { kind: 'machine', machine: 'reviews', event } as unknown as ReturnType<
    typeof textFrom
  >['occurrence'];
  const delivery = { ...textFrom(owner, ''), orgId: org?.id ?? '', occurrence };
  expect((await old.advance(delivery)).outcome).toBe('pending');
  for (let look = 0; look < 2 * MAX_ATTEMPTS; look += 1) {
    clock.turn(60_000);
    await retryLane(db.engine, lane, old.tools);
  }
  expect(await storedOf(lane)).toMatchObject([{ status: 'pending', attempts: 1 }]);

  const specs = { ...machines, reviews: onboarding } as EngineTools['specs'];
  const young = engineOn(db.engine, { clock, specs });
  clock.turn(60_000);
  expect(await retryLane(db.engine, lane, young.tools)).toBeNull();
  expect(await storedOf(lane)).toEqual([]);
});

test('a promise of a kind that only the newer version knows is not given up by an older one', async () => {
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const old = engineOn(db.engine, { clock });
  const id = newId();
  await db.sql`INSERT INTO outbox (id, kind, lane, payload) VALUES (${id}, 'sendPostcard', 'postcards', '{}')`;
  for (let look = 1; look <= MAX_ATTEMPTS; look += 1) {
    await keepLane('postcards', keepToolsFor(db.engine, old, testCarrier()));
    const [promise] = await db.sql`SELECT status, attempts, error_code FROM outbox WHERE id = ${id}`;
    expect(promise).toEqual({ status: 'due', attempts: look, error_code: 'newer_version' });
    clock.turn(60_000);
  }
});
