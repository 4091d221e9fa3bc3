/** The one later try of a text: its id is made of the text's own, so that two nodes at once promise it once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repeatPart } from '../../src/messages/index.ts';
import { retryIdOf } from '../../src/messages/retry-id.ts';
import { newId } from '../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { promiseText } from '../support/promises.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(() => db.drop());

const repeat = (of: string) => repeatPart(db.engine, { of });

test('the id is the same every time, another for every text, a UUID, and of the same moment', () => {
  const [one, other] = [newId(), newId()];
  expect(retryIdOf(one)).toBe(retryIdOf(one));
  expect(retryIdOf(one)).not.toBe(retryIdOf(other));
  expect(retryIdOf(one).slice(0, 13)).toBe(one.slice(0, 13));
  expect(retryIdOf(one)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a text is tried once more, however many nodes want to', async () => {
  const id = await promiseText(db.engine, { to: '+447700900541', orgId: 'a', at: new Date() });
  const made = await Promise.all(Array.from({ length: 6 }, () => repeat(id)));
  expect(made.flatMap((rows) => [...rows])).toEqual([{ id: retryIdOf(id) }]);
  expect(await repeat(id)).toHaveLength(0);
  expect(await repeat(retryIdOf(id))).toHaveLength(0);
});

test('one that an older version tried again, under an id of its own, is not tried a third time', async () => {
  const id = await promiseText(db.engine, {
    to: '+447700900542',
    orgId: 'a',
    at: new Date(Date.now() - 1_000),
  });
  await db.engine`
    INSERT INTO messages (id, org_id, direction, our_number, their_number, body, status, retry_of)
    SELECT ${newId()}, org_id, direction, our_number, their_number, body, 'promised', id FROM messages WHERE id = ${id}`;
  expect(await repeat(id)).toHaveLength(0);
});
