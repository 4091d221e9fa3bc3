/** One transaction a batch: many deliveries at once stay whole, single and in order. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, laneOfOwner, ownOnboardingNumber, textFrom } from '../support/engine.ts';
import { brokenJournals } from '../support/journal.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());

const phone = (n: number) => `+44770090${String(n).padStart(4, '0')}`;

test('200 texts of 50 owners at once: each journal is consecutive and each owner was understood in order', async () => {
  const engine = engineOn(db.engine);
  const answers = ['Plumber from London', 'ABC Plumbing', 'John Smith', 'SMS'];
  const owners = Array.from({ length: 50 }, (_, n) => phone(1_000 + n));
  const deliveries = answers.flatMap((body) => owners.map((owner) => textFrom(owner, body)));
  const handled = await Promise.all(deliveries.map(engine.advance));
  expect(new Set(handled.map(({ outcome }) => outcome))).toEqual(new Set(['stepped']));

  const rows = await db.sql<{ their_number: string; state: string; step: number }[]>`
    SELECT their_number, state, step FROM conversations WHERE machine = 'onboarding' AND their_number = ANY(${owners})`;
  expect(rows).toHaveLength(50);
  expect(new Set(rows.map(({ state, step }) => `${state} ${step}`))).toEqual(new Set(['S5_CONFIRM_LIVE 4']));
  const names = await db.sql`
    SELECT DISTINCT name, owner_name, trade FROM organizations WHERE owner_phone = ANY(${owners})`;
  expect([...names]).toEqual([{ name: 'ABC Plumbing', owner_name: 'John Smith', trade: 'Plumber' }]);
  expect(await brokenJournals(db.sql)).toEqual([]);
  const [texts] = await db.sql<{ n: number }[]>`
    SELECT count(*)::int AS n FROM outbox WHERE recipient = ANY(${owners}) AND kind = 'sendText'`;
  expect(texts?.n).toBe(200);
});

test('many deliveries share one transaction', async () => {
  const engine = engineOn(db.engine);
  const owners = Array.from({ length: 40 }, (_, n) => phone(1_100 + n));
  await Promise.all(owners.map((owner) => engine.advance(textFrom(owner, 'Roofer, Leeds'))));
  const [row] = await db.sql<{ transactions: number }[]>`
    SELECT count(DISTINCT xmin::text)::int AS transactions FROM inbound_events
    WHERE lane = ANY(${owners.map(laneOfOwner)})`;
  expect(row?.transactions).toBeLessThanOrEqual(2);
});

test('two texts of a stranger in one batch make one organization, and the second is answered after the first', async () => {
  const engine = engineOn(db.engine);
  const owner = phone(1_200);
  await Promise.all([
    engine.advance(textFrom(owner, 'Electrician in Leeds')),
    engine.advance(textFrom(owner, 'Bright Sparks')),
  ]);
  const organizations = await db.sql`SELECT name, trade FROM organizations WHERE owner_phone = ${owner}`;
  expect([...organizations]).toEqual([{ name: 'Bright Sparks', trade: 'Electrician' }]);
  const steps = await db.sql<{ step: number; to_state: string }[]>`
    SELECT t.step, t.to_state FROM transitions t JOIN conversations c ON c.id = t.conversation_id
    WHERE c.their_number = ${owner} ORDER BY t.step`;
  expect(steps.map(({ step, to_state }) => `${step} ${to_state}`)).toEqual([
    '1 S2_BUSINESS_NAME',
    '2 S3_OWNER_NAME',
  ]);
});

test('a text to a number of nobody and a text of an owner share a batch without touching each other', async () => {
  const engine = engineOn(db.engine);
  const [nobody, owner] = await Promise.all([
    engine.advance(textFrom(phone(1_300), 'hello', { to: '+447700900999' })),
    engine.advance(textFrom(phone(1_301), 'Plumber from London')),
  ]);
  expect([nobody?.outcome, owner?.outcome]).toEqual(['unknown_number', 'stepped']);
});

test('a STOP and a text after it in the same batch: the text is not answered', async () => {
  const engine = engineOn(db.engine);
  const owner = phone(1_400);
  const [first, stop, after] = await Promise.all([
    engine.advance(textFrom(owner, 'Plumber from London')),
    engine.advance(textFrom(owner, 'STOP')),
    engine.advance(textFrom(owner, 'ABC Plumbing')),
  ]);
  expect([first?.outcome, stop?.outcome, after?.outcome]).toEqual(['stepped', 'consent', 'opted_out']);
  const [entry] = await db.sql`
    SELECT l.action, l.words, o.owner_phone FROM consent_ledger l JOIN organizations o ON o.id = l.org_id
    WHERE l.phone = ${owner}`;
  expect(entry).toEqual({ action: 'opt_out', words: 'STOP', owner_phone: owner });
});
