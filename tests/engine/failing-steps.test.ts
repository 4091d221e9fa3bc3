/** A step that throws: the delivery is stored alone, what follows queues behind it, nothing else is touched. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retryLane } from '../../src/conversations/index.ts';
import { replay } from '../../src/inbox/index.ts';
import { MAX_ATTEMPTS } from '../../src/inbox/retry-policy.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  bringToConfirm,
  engineOn,
  laneOfOwner,
  ownOnboardingNumber,
  specsBrokenFor,
  specsWithBrokenText,
  textFrom,
} from '../support/engine.ts';
import { brokenJournals } from '../support/journal.ts';
import { DAY, turnedClock } from '../support/turned-clock.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());

interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly status: string;
  readonly attempts: number;
  readonly last_error: string | null;
}

const storedOf = (owner: string) => db.sql<Waiting[]>`
  SELECT id, payload #>> '{occurrence,body}' AS body, status, attempts, last_error FROM inbound_events
  WHERE lane = ${laneOfOwner(owner)} ORDER BY id`;
const bodies = (rows: readonly Waiting[]) => rows.map(({ status, body }) => `${status}: ${body}`);

test('the failing delivery waits with its error, the others of the batch are handled, and its lane goes on in order', async () => {
  const [broken, fine] = ['+447700900401', '+447700900402'];
  let isBroken = true;
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const engine = engineOn(db.engine, {
    clock,
    specs: specsBrokenFor((phone) => isBroken && phone === broken),
  });
  const handled = await Promise.all([
    engine.advance(textFrom(fine, 'Roofer, Leeds')),
    engine.advance(textFrom(broken, 'Plumber from London')),
    engine.advance(textFrom(fine, 'Top Roofs')),
    engine.advance(textFrom(broken, 'ABC Plumbing')),
  ]);
  handled.push(await engine.advance(textFrom(broken, 'John Smith')));
  expect(handled.map(({ outcome }) => outcome)).toEqual([
    'stepped',
    'pending',
    'stepped',
    'pending',
    'pending',
  ]);
  expect(handled.map(({ answer }) => answer)).toEqual(handled.map(() => '<Response/>'));

  const [first, ...behind] = await storedOf(broken);
  expect(first).toMatchObject({ body: 'Plumber from London', status: 'pending', attempts: 1 });
  expect(first?.last_error).toContain(`a bug that hits ${broken}`);
  expect(behind.map(({ attempts, last_error }) => ({ attempts, last_error }))).toEqual(
    behind.map(() => ({ attempts: 0, last_error: null })),
  );

  const lane = laneOfOwner(broken);
  clock.turn(-500);
  expect(await retryLane(db.engine, lane, engine.tools)).toBeInstanceOf(Date);
  clock.turn(10_000);
  expect(await retryLane(db.engine, lane, engine.tools)).toBeInstanceOf(Date);
  expect(bodies(await storedOf(broken))).toEqual([
    'pending: Plumber from London',
    'pending: ABC Plumbing',
    'pending: John Smith',
  ]);

  isBroken = false;
  clock.turn(60_000);
  expect(await retryLane(db.engine, lane, engine.tools)).toBeNull();
  expect((await storedOf(broken)).every(({ status }) => status === 'handled')).toBe(true);
  const [organization] =
    await db.sql`SELECT name, owner_name, trade FROM organizations WHERE owner_phone = ${broken}`;
  expect(organization).toEqual({ name: 'ABC Plumbing', owner_name: 'John Smith', trade: 'Plumber' });
  expect(await brokenJournals(db.sql)).toEqual([]);
});

test('a conversation in a state that nobody knows fails for its owner alone', async () => {
  const owner = '+447700900403';
  const engine = engineOn(db.engine);
  await engine.advance(textFrom(owner, 'Plumber from London'));
  await db.sql`UPDATE conversations SET state = 'S99_NOWHERE' WHERE their_number = ${owner}`;
  expect((await engine.advance(textFrom(owner, 'ABC'))).outcome).toBe('pending');
  expect((await storedOf(owner)).at(-1)?.last_error).toContain('unknown state "S99_NOWHERE"');
});

test('after the last try it lies in the dead letters, the lane goes on, and a replay revives it', async () => {
  const owner = '+447700900404';
  let isBroken = true;
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const specs = specsBrokenFor((phone) => isBroken && phone === owner);
  const engine = engineOn(db.engine, { clock, specs });
  await engine.advance(textFrom(owner, 'Plumber from London'));
  await engine.advance(textFrom(owner, 'Electrician from Leeds'));
  for (let attempt = 2; attempt < MAX_ATTEMPTS; attempt += 1) {
    clock.turn(DAY);
    await retryLane(db.engine, laneOfOwner(owner), engine.tools);
  }
  const [before] = await storedOf(owner);
  expect(before).toMatchObject({ status: 'pending', attempts: MAX_ATTEMPTS - 1 });
  clock.turn(DAY);
  await retryLane(db.engine, laneOfOwner(owner), engine.tools);
  expect(bodies(await storedOf(owner))).toEqual([
    'dead: Plumber from London',
    'pending: Electrician from Leeds',
  ]);
  expect(engine.caught.records('engine.dead_letter')).toHaveLength(1);

  isBroken = false;
  clock.turn(DAY);
  await retryLane(db.engine, laneOfOwner(owner), engine.tools);
  expect((await storedOf(owner))[1]).toMatchObject({ status: 'handled', body: 'Electrician from Leeds' });

  const dead = (await storedOf(owner))[0]?.id ?? '';
  expect(await replay(db.engine, dead)).toBe(true);
  await retryLane(db.engine, laneOfOwner(owner), engine.tools);
  expect((await storedOf(owner)).map(({ status }) => status)).toEqual(['handled', 'handled']);
  expect(await replay(db.engine, dead)).toBe(false);
});

test('a text is among the messages from the moment it waits, also as a dead letter, and belongs to its owner once that is known', async () => {
  const owner = '+447700900407';
  let isBroken = true;
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const specs = specsBrokenFor((phone) => isBroken && phone === owner);
  const engine = engineOn(db.engine, { clock, specs });
  const seen = () => db.sql`
    SELECT m.id, m.direction, m.body, m.status, m.org_id IS NULL AS "isNobodys" FROM messages m
    WHERE m.their_number = ${owner} AND m.direction = 'inbound'`;
  const text = textFrom(owner, 'Plumber from London');
  await engine.advance(text);
  expect((await engine.advance(text)).outcome).toBe('duplicate');
  const id = (await storedOf(owner))[0]?.id ?? '';
  const waiting = { id, direction: 'inbound', body: 'Plumber from London', status: 'received' };
  expect(await seen()).toEqual([{ ...waiting, isNobodys: true }]);
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
    clock.turn(DAY);
    await retryLane(db.engine, laneOfOwner(owner), engine.tools);
  }
  expect(bodies(await storedOf(owner))).toEqual(['dead: Plumber from London']);
  expect(await seen()).toEqual([{ ...waiting, isNobodys: true }]);
  isBroken = false;
  await replay(db.engine, id);
  await retryLane(db.engine, laneOfOwner(owner), engine.tools);
  expect(await seen()).toEqual([{ ...waiting, isNobodys: false }]);
});

test('what an inside effect had written is undone with the step that failed after it', async () => {
  const owner = '+447700900405';
  let isBroken = true;
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const engine = engineOn(db.engine, { clock, specs: specsWithBrokenText('numberReady', () => isBroken) });
  await bringToConfirm(engine, owner);
  await db.sql`UPDATE organizations SET payment_active = true WHERE owner_phone = ${owner}`;
  await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900801')`;
  const poolNumber = async () => {
    const [row] = await db.sql`SELECT status, org_id FROM phone_numbers WHERE phone_e164 = '+447700900801'`;
    return row;
  };
  expect((await engine.advance(textFrom(owner, 'READY'))).outcome).toBe('pending');
  expect(await poolNumber()).toEqual({ status: 'AVAILABLE', org_id: null });
  expect(engine.caught.records('ALLOCATED')).toEqual([]);

  isBroken = false;
  clock.turn(DAY);
  await retryLane(db.engine, laneOfOwner(owner), engine.tools);
  expect((await poolNumber())?.status).toBe('ASSIGNED');
  const [thread] =
    await db.sql`SELECT state FROM conversations WHERE their_number = ${owner} AND machine = 'onboarding'`;
  expect(thread?.state).toBe('S6_PHONE_TYPE');
});

test('two nodes that retry the same lane at once handle it once', async () => {
  const owner = '+447700900406';
  let isBroken = true;
  const clock = turnedClock(new Date(Date.now() + DAY).toISOString());
  const engine = engineOn(db.engine, {
    clock,
    specs: specsBrokenFor((phone) => isBroken && phone === owner),
  });
  await engine.advance(textFrom(owner, 'Plumber from London'));
  isBroken = false;
  clock.turn(DAY);
  await Promise.all([1, 2, 3].map(() => retryLane(db.engine, laneOfOwner(owner), engine.tools)));
  const steps = await db.sql`
    SELECT FROM transitions t JOIN conversations c ON c.id = t.conversation_id WHERE c.their_number = ${owner}`;
  expect(steps).toHaveLength(1);
});
