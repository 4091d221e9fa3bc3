/** Two nodes on one database, with the same owners texting both at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { bringToConfirm, engineOn, laneOfOwner, ownOnboardingNumber, textFrom } from '../support/engine.ts';
import { brokenJournals } from '../support/journal.ts';
import { until } from '../support/until.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase({ connections: 12 });
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());

const phone = (n: number) => `+44770090${String(n).padStart(4, '0')}`;

test('every owner has one organization and one thread, and no step is lost or doubled', async () => {
  const nodes = [engineOn(db.engine), engineOn(db.engine)] as const;
  const owners = Array.from({ length: 15 }, (_, n) => phone(2_000 + n));
  const bodies = ['Plumber from London', 'ABC Plumbing', 'John Smith', 'SMS', 'one more', 'and another'];
  const sent = bodies.flatMap((body, round) =>
    owners.map((owner, n) => nodes[(n + round) % 2 ? 0 : 1].advance(textFrom(owner, body))),
  );
  const outcomes = (await Promise.all(sent)).map(({ outcome }) => outcome);
  expect(new Set(outcomes)).toEqual(new Set(['stepped']));

  const organizations = await db.sql`SELECT FROM organizations WHERE owner_phone = ANY(${owners})`;
  expect(organizations).toHaveLength(owners.length);
  const threads = await db.sql<{ step: number }[]>`
    SELECT step FROM conversations WHERE machine = 'onboarding' AND their_number = ANY(${owners})`;
  expect(threads.map(({ step }) => step)).toEqual(owners.map(() => bodies.length));
  expect(await brokenJournals(db.sql)).toEqual([]);
});

test('the same delivery at both nodes at once happens once, and both give the same answer', async () => {
  const nodes = [engineOn(db.engine), engineOn(db.engine)] as const;
  const owners = Array.from({ length: 10 }, (_, n) => phone(2_100 + n));
  const texts = owners.map((owner) => textFrom(owner, 'Plumber from London'));
  const handled = await Promise.all(
    texts.map((text) => Promise.all(nodes.map((node) => node.advance(text)))),
  );
  for (const pair of handled) {
    expect(pair.map(({ outcome }) => outcome).sort()).toEqual(['duplicate', 'stepped']);
    expect(new Set(pair.map(({ answer }) => answer))).toEqual(new Set(['<Response/>']));
  }
  const [sent] = await db.sql`SELECT count(*)::int AS n FROM outbox WHERE recipient = ANY(${owners})`;
  expect(sent?.n).toBe(owners.length);
});

test('who waited for another node sees what that node wrote, also beside the conversation', async () => {
  const engine = engineOn(db.engine);
  const owner = phone(2_200);
  await bringToConfirm(engine, owner);
  const other = await db.sql.reserve();
  await other`BEGIN`;
  await other`UPDATE conversations SET state = 'S6_PHONE_TYPE', step = step + 1 WHERE their_number = ${owner}`;
  await other`UPDATE organizations SET twilio_number = '+447700900888' WHERE owner_phone = ${owner}`;
  const answered = engine.advance(textFrom(owner, '1'));
  await until(async () => {
    const waiting = await db.sql`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting.length > 0;
  });
  await other`COMMIT`;
  other.release();
  expect((await answered).outcome).toBe('stepped');
  const [thread] =
    await db.sql`SELECT state FROM conversations WHERE their_number = ${owner} AND machine = 'onboarding'`;
  expect(thread?.state).toBe('S7_FWD_SENT');
  const [text] = await db.sql`
    SELECT payload ->> 'body' AS body FROM outbox WHERE recipient = ${owner} AND payload ->> 'text' = 'iphoneInstructions'`;
  expect(text?.body).toContain('+447700900888');
});

test('a text stored by a node that lost the race is stored once', async () => {
  const rows = await db.sql<{ n: number }[]>`
    SELECT count(*)::int AS n FROM inbound_events GROUP BY provider, provider_event_id HAVING count(*) > 1`;
  expect([...rows]).toEqual([]);
  const waiting = await db.sql`
    SELECT FROM inbound_events WHERE status <> 'handled' AND lane = ${laneOfOwner(phone(2_200))}`;
  expect(waiting).toHaveLength(0);
});
