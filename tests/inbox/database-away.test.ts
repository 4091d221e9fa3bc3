/** The database goes away: texts are answered, kept on the disk, and handled in order when it is back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { retryLane } from '../../src/conversations/index.ts';
import { type Advance, acceptThrough, openSpool, type Spool } from '../../src/inbox/index.ts';
import { MUSTER_MS } from '../../src/inbox/retry-policy.ts';
import { storePending } from '../../src/inbox/store-pending.ts';
import { claimDue } from '../../src/outbox/claim.ts';
import { senderLane } from '../../src/outbox/index.ts';
import { connect, type Sql } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  engineOn,
  laneOfOwner,
  ONBOARDING_NUMBER,
  ownOnboardingNumber,
  type TestEngine,
  textFrom,
} from '../support/engine.ts';
import { brokenJournals } from '../support/journal.ts';
import { until } from '../support/until.ts';
import { type Wire, wireTo } from '../support/wire.ts';

const PATIENCE_MS = 300;
const DEADLINE_MS = 600;
let db: TestDatabase;
let wire: Wire;
let folder: string;
let sql: Sql;
let engine: TestEngine;
let spool: Spool;
let accept: Advance;
let aheadMs = 0;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());
beforeEach(async () => {
  wire = await wireTo(db.url);
  folder = await mkdtemp(join(tmpdir(), 'jobrun-away-'));
  sql = connect({ url: wire.url, role: 'jobrun_engine', max: 4, applicationName: 'away' });
  aheadMs = 0;
  engine = engineOn(sql, {
    deadlineMs: DEADLINE_MS,
    clock: { now: () => new Date(Date.now() + aheadMs) },
  });
  spool = await openSpool(folder, { log: engine.caught.log, newId });
  accept = acceptThrough(engine.advance, spool, { log: engine.caught.log, patienceMs: PATIENCE_MS });
});
afterEach(async () => {
  await spool.close();
  await sql.end({ timeout: 0 });
  await wire.close();
  await rm(folder, { recursive: true, force: true });
});

/** The disk has handed over what it kept, and nobody has looked at it yet. */
const takenOver = (one = spool) =>
  until(
    () =>
      one.drain(engine.storeSpooled).then(
        () => !one.isWaiting(),
        () => false,
      ),
    { what: 'the spool is empty' },
  );
async function handleAll(): Promise<void> {
  aheadMs += MUSTER_MS;
  const lanes = await db.sql<
    { lane: string }[]
  >`SELECT DISTINCT lane FROM inbound_events WHERE status = 'pending'`;
  for (const { lane } of lanes) expect(await retryLane(sql, lane, engine.tools)).toBeNull();
}
async function drained(): Promise<void> {
  await takenOver();
  await handleAll();
}
const promisesTo = (phone: string) =>
  db.sql<{ id: string }[]>`SELECT id FROM outbox WHERE recipient = ${phone} ORDER BY seq`;
const bodiesOf = async (owner: string) => {
  const rows = await db.sql<{ body: string }[]>`
    SELECT payload #>> '{occurrence,body}' AS body FROM inbound_events WHERE lane = ${laneOfOwner(owner)} ORDER BY id`;
  return rows.map(({ body }) => body);
};
const outcomes = (handled: readonly { outcome: string }[]) => handled.map(({ outcome }) => outcome);

test('while it is gone, texts are answered at once and kept on the disk; back again, they are handled in order', async () => {
  const [ann, ben] = ['+447700900811', '+447700900812'];
  expect((await accept(textFrom(ann, 'Plumber from London'))).outcome).toBe('stepped');
  await wire.cut();
  const away = [];
  for (const body of ['ABC Plumbing', 'John Smith']) away.push(await accept(textFrom(ann, body)));
  away.push(await accept(textFrom(ben, 'Roofer, Leeds')));
  expect(outcomes(away)).toEqual(['spooled', 'spooled', 'spooled']);
  expect(away.map(({ answer }) => answer)).toEqual(Array(3).fill('<Response/>'));
  await wire.mend();
  expect((await accept(textFrom(ann, 'SMS'))).outcome).toBe('spooled');
  await drained();
  expect(await bodiesOf(ann)).toEqual(['Plumber from London', 'ABC Plumbing', 'John Smith', 'SMS']);
  const [thread] =
    await db.sql`SELECT state FROM conversations WHERE their_number = ${ann} AND machine = 'onboarding'`;
  expect(thread?.state).toBe('S5_CONFIRM_LIVE');
  expect((await accept(textFrom(ben, 'Top Roofs'))).outcome).toBe('stepped');
  expect(await brokenJournals(db.sql)).toEqual([]);
});

test('cut in the middle of a transaction, every text is on the disk or in the database, and the process lives on', async () => {
  const owners = Array.from({ length: 20 }, (_, n) => `+4477009008${20 + n}`);
  const holder = await db.sql.reserve();
  await accept(textFrom(owners[0] ?? '', 'Plumber from London'));
  await holder`BEGIN`;
  await holder`SELECT FROM conversations WHERE their_number = ${owners[0] ?? ''} FOR UPDATE`;
  const all = Promise.all(owners.map((owner) => accept(textFrom(owner, 'Electrician in Leeds'))));
  await until(async () => {
    const waiting = await db.sql`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting.length > 0;
  });
  await wire.cut();
  expect(new Set(outcomes(await all))).toEqual(new Set(['spooled']));
  await holder`ROLLBACK`;
  holder.release();
  await wire.mend();
  await drained();
  for (const owner of owners) expect(await bodiesOf(owner)).toContain('Electrician in Leeds');
  const [organizations] =
    await db.sql`SELECT count(*)::int AS n FROM organizations WHERE owner_phone = ANY(${owners})`;
  expect(organizations?.n).toBe(owners.length);
});

test('a database that takes connections and says nothing counts as away, and is left for a new connection', async () => {
  const owner = '+447700900851';
  expect((await accept(textFrom(owner, 'Plumber from London'))).outcome).toBe('stepped');
  wire.silence();
  const startedAt = performance.now();
  expect((await accept(textFrom(owner, 'ABC Plumbing'))).outcome).toBe('spooled');
  expect((await accept(textFrom(owner, 'John Smith'))).outcome).toBe('spooled');
  expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS * 3);
  await wire.mend();
  await drained();
  expect(await bodiesOf(owner)).toEqual(['Plumber from London', 'ABC Plumbing', 'John Smith']);
  expect((await engine.advance(textFrom(owner, 'SMS'))).outcome).toBe('stepped');
});

test('a text does not overtake an earlier one of its phone that is still in the hands of the engine', async () => {
  const [ann, ben] = ['+447700900852', '+447700900853'];
  const first = Promise.withResolvers<never>();
  const second = Promise.withResolvers<never>();
  const hands = [first, second];
  const slow = acceptThrough(() => hands.shift()?.promise ?? engine.advance(textFrom(ben, 'x')), spool, {
    log: engine.caught.log,
    patienceMs: 60_000,
  });
  const away = Object.assign(new Error('away'), { code: 'ECONNRESET' });
  const bens = slow(textFrom(ben, 'Roofer, Leeds'));
  const annsFirst = slow(textFrom(ann, 'Plumber from London'));
  first.reject(away);
  expect((await bens).outcome).toBe('spooled');
  const annsSecond = slow(textFrom(ann, 'ABC Plumbing'));
  await new Promise((resolve) => setImmediate(resolve));
  second.reject(away);
  expect(outcomes(await Promise.all([annsFirst, annsSecond]))).toEqual(['spooled', 'spooled']);
  await drained();
  expect(await bodiesOf(ann)).toEqual(['Plumber from London', 'ABC Plumbing']);
});

test('a text that was committed although its answer got lost is not handled twice', async () => {
  const owner = '+447700900854';
  const lost: Advance = async (delivery) => {
    await engine.advance(delivery);
    throw Object.assign(new Error('the answer got lost'), { code: 'ECONNRESET' });
  };
  const unlucky = acceptThrough(lost, spool, { log: engine.caught.log });
  expect((await unlucky(textFrom(owner, 'Plumber from London'))).outcome).toBe('spooled');
  await drained();
  const steps = await db.sql`
    SELECT FROM transitions t JOIN conversations c ON c.id = t.conversation_id WHERE c.their_number = ${owner}`;
  expect(steps).toHaveLength(1);
});

test('what the disks of two nodes kept of one phone is handled in the order in which it was answered', async () => {
  const owner = '+447700900855';
  expect((await accept(textFrom(owner, 'Plumber from London'))).outcome).toBe('stepped');
  const elsewhere = await mkdtemp(join(tmpdir(), 'jobrun-away-'));
  const other = await openSpool(elsewhere, { log: engine.caught.log, newId });
  const there = acceptThrough(engine.advance, other, { log: engine.caught.log, patienceMs: PATIENCE_MS });
  await wire.cut();
  expect((await accept(textFrom(owner, 'ABC Plumbing'))).outcome).toBe('spooled');
  expect((await there(textFrom(owner, 'John Smith'))).outcome).toBe('spooled');
  expect((await accept(textFrom(owner, 'SMS'))).outcome).toBe('spooled');
  await wire.mend();
  // The node that has the middle one is the first to find the database again.
  await takenOver(other);
  await takenOver();
  expect((await accept(textFrom(owner, 'READY'))).outcome).toBe('pending');
  await handleAll();
  expect(await bodiesOf(owner)).toEqual([
    'Plumber from London',
    'ABC Plumbing',
    'John Smith',
    'SMS',
    'READY',
  ]);
  const [organization] =
    await db.sql`SELECT name, owner_name FROM organizations WHERE owner_phone = ${owner}`;
  expect(organization).toEqual({ name: 'ABC Plumbing', owner_name: 'John Smith' });
  await other.close();
  await rm(elsewhere, { recursive: true, force: true });
});

test('nothing leaves for a phone whose words a disk kept, before somebody has looked at them', async () => {
  const [ann, ben] = ['+447700900856', '+447700900857'];
  for (const owner of [ann, ben]) {
    expect((await accept(textFrom(owner, 'Plumber from London'))).outcome).toBe('stepped');
  }
  await wire.cut();
  expect((await accept(textFrom(ann, 'STOP'))).outcome).toBe('spooled');
  await wire.mend();
  await takenOver();
  const lane = senderLane(ONBOARDING_NUMBER);
  const mine = new Set((await Promise.all([promisesTo(ann), promisesTo(ben)])).flat().map(({ id }) => id));
  const claim = async () => {
    const claimed = await claimDue(db.sql, lane, 100, new Date(Date.now() + aheadMs));
    return claimed.filter(({ id }) => mine.has(id));
  };
  expect((await claim()).map(({ recipient }) => recipient)).toEqual([ben]);
  await handleAll();
  expect(await claim()).toMatchObject([{ recipient: ann, is_opted_out: true }]);
});

test('a worker whose database falls silent in the middle of a lane gives the lane up', async () => {
  const owner = '+447700900858';
  expect((await accept(textFrom(owner, 'Plumber from London'))).outcome).toBe('stepped');
  await wire.cut();
  expect((await accept(textFrom(owner, 'ABC Plumbing'))).outcome).toBe('spooled');
  await wire.mend();
  await takenOver();
  aheadMs += MUSTER_MS;
  wire.silence();
  await expect(retryLane(sql, laneOfOwner(owner), engine.tools)).rejects.toMatchObject({
    code: 'CONNECTION_CLOSED',
  });
  await wire.mend();
  await handleAll();
  expect(await bodiesOf(owner)).toEqual(['Plumber from London', 'ABC Plumbing']);
});

test('two disks that hand over the same delivery in the same moment: one stores it, the other finds it, none rejects it', async () => {
  const owner = '+447700900437';
  const delivery = textFrom(owner, 'Plumber from London');
  const [first, second] = [newId(), newId()];
  await db.sql
    .begin(async (held) => {
      // The other node's statement, which has not committed yet.
      await storePending(held, delivery, {
        id: first,
        answer: '',
        retryAt: new Date(Date.now() + MUSTER_MS),
      });
      const handed = engine.storeSpooled([{ id: second, delivery }]);
      await until(
        async () =>
          (
            await db.sql`SELECT FROM pg_stat_activity WHERE application_name = 'away' AND wait_event_type = 'Lock'`
          ).length > 0,
        { what: 'the second waits for the first' },
      );
      return { handed };
    })
    .then(async ({ handed }) => expect(await handed).toEqual([{ value: undefined }]));
  const rows = await db.sql`SELECT id FROM inbound_events WHERE lane = ${laneOfOwner(owner)}`;
  expect(rows).toEqual([{ id: first }]);
});
