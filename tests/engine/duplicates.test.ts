/** The same delivery again: the same answer, byte for byte, and no second effect. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ownOnboardingNumber, specsBrokenFor, textFrom } from '../support/engine.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());

async function effectsOn(owner: string) {
  const [row] = await db.sql<{ steps: number; texts: number; events: number }[]>`
    SELECT (SELECT count(*)::int FROM outbox WHERE recipient = ${owner}) AS texts,
      (SELECT count(*)::int FROM inbound_events WHERE lane LIKE ${`%>${owner}`}) AS events,
      (SELECT count(*)::int FROM transitions t JOIN conversations c ON c.id = t.conversation_id
        WHERE c.their_number = ${owner}) AS steps`;
  return row;
}
const ONCE = { steps: 1, texts: 1, events: 1 };

test('one after the other', async () => {
  const engine = engineOn(db.engine);
  const text = textFrom('+447700900301', 'Plumber from London');
  const first = await engine.advance(text);
  const again = await engine.advance({ ...text, answer: () => 'another answer' });
  expect(again).toEqual({ answer: first.answer, outcome: 'duplicate' });
  expect(await effectsOn(text.theirNumber)).toEqual(ONCE);
});

test('three times in the same batch', async () => {
  const engine = engineOn(db.engine);
  const text = textFrom('+447700900302', 'Plumber from London');
  const handled = await Promise.all([text, text, text].map(engine.advance));
  expect(handled.map(({ outcome }) => outcome)).toEqual(['stepped', 'duplicate', 'duplicate']);
  expect(new Set(handled.map(({ answer }) => answer)).size).toBe(1);
  expect(engine.caught.records('engine.batch_failed')).toEqual([]);
  expect(await effectsOn(text.theirNumber)).toEqual(ONCE);
});

test('the same id of another provider is another delivery', async () => {
  const engine = engineOn(db.engine);
  const text = textFrom('+447700900303', 'Plumber from London');
  await engine.advance(text);
  const { outcome } = await engine.advance({ ...text, provider: 'jobrun' });
  expect(outcome).toBe('stepped');
});

test('a delivery whose step failed is stored once, however often it comes', async () => {
  const owner = '+447700900304';
  const engine = engineOn(db.engine, { specs: specsBrokenFor((phone) => phone === owner) });
  const text = textFrom(owner, 'Plumber from London');
  const handled = [await engine.advance(text), await engine.advance(text)];
  expect(handled.map(({ outcome }) => outcome)).toEqual(['pending', 'duplicate']);
  expect(await effectsOn(owner)).toEqual({ steps: 0, texts: 0, events: 1 });
});
