/** API keys: made once, found by their hash, counted, refused when revoked; and requests that come again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  admitKey,
  beginRequest,
  createKey,
  forgetOldAnswers,
  keepAnswer,
  listKeys,
  releaseRequest,
  revokeKey,
} from '../../src/identity/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO organizations (id, owner_phone, owner_phone_as_written)
    VALUES ('ada', '+447700900501', '+447700900501'), ('ben', '+447700900502', '+447700900502')`;
});
afterAll(() => db?.drop());

const now = new Date('2026-11-20T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const make = async (orgId: string) => {
  const key = await createKey(db.engine, { id: newId(), orgId, name: 'test', scopes: ['calls:write'], now });
  if (key === null) throw new Error(`there is no ${orgId}`);
  return key;
};
const admit = (key: string | undefined, at = now, requestsPerMinute = 100) =>
  admitKey(db.engine, {
    authorization: key === undefined ? key : `Bearer ${key}`,
    now: at,
    requestsPerMinute,
  });

test('a key is known by its hash alone, belongs to one organization, and is stored nowhere', async () => {
  const [ada, ben] = [await make('ada'), await make('ben')];
  expect(ada).toMatch(/^jrk_[\w-]{43}$/);
  expect(await admit(ada)).toEqual({
    ...{ kind: 'admitted', prefix: ada.slice(0, 12), orgId: 'ada', scopes: ['calls:write'] },
  });
  expect(await admit(ben)).toMatchObject({ orgId: 'ben' });
  const stored = JSON.stringify(await db.sql`SELECT * FROM api_keys`);
  expect(stored).not.toContain(ada.slice(12));
  const [listed] = await listKeys(db.engine, 'ada');
  expect(listed).toMatchObject({ prefix: ada.slice(0, 12), last_used_at: now, revoked_at: null });
  expect(await listKeys(db.engine, null)).toHaveLength(2);
  expect(await createKey(db.engine, { id: newId(), orgId: 'nobody', name: 'x', scopes: [], now })).toBeNull();
});

test('what is not exactly a key is unknown', async () => {
  const key = await make('ada');
  const other = key.endsWith('A') ? 'B' : 'A';
  for (const wrong of [undefined, '', key.slice(0, 12), key.slice(0, -1) + other, `${key}A`, `'; --`]) {
    expect(await admit(wrong)).toEqual({ kind: 'unknown' });
  }
  expect(await admitKey(db.engine, { authorization: `Basic ${key}`, now, requestsPerMinute: 9 })).toEqual({
    kind: 'unknown',
  });
});

test('a revoked key is refused at once', async () => {
  const key = await make('ada');
  expect(await revokeKey(db.engine, key.slice(0, 12), now)).toBe('revoked');
  expect(await revokeKey(db.engine, key.slice(0, 12), now)).toBe('already');
  expect(await revokeKey(db.engine, 'jrk_nothing1', now)).toBe('unknown');
  expect(await admit(key)).toEqual({ kind: 'unknown' });
});

test('a key that asks too often is told when to come again, and is admitted then', async () => {
  const key = await make('ada');
  const kinds = await Promise.all(Array.from({ length: 5 }, async () => (await admit(key, now, 3)).kind));
  expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(3);
  expect(await admit(key, later(20_500), 3)).toEqual({ kind: 'too_many', retryAfterS: 40 });
  expect((await admit(key, later(60_000), 3)).kind).toBe('admitted');
  expect((await admit(await make('ada'), now, 3)).kind).toBe('admitted');
});

test('a request that comes again gets its answer, and never a second one at the same time', async () => {
  const name = { orgId: 'ada', idempotencyKey: 'k1' };
  const first = { ...name, fingerprint: 'f', subjectId: newId(), now };
  const begun = await Promise.all(
    Array.from({ length: 4 }, () => beginRequest(db.engine, { ...first, subjectId: newId() })),
  );
  expect(begun.map(({ kind }) => kind).sort()).toEqual(['begun', 'busy', 'busy', 'busy']);
  expect(await beginRequest(db.engine, { ...first, fingerprint: 'g' })).toEqual({ kind: 'another' });
  expect((await beginRequest(db.engine, { ...first, orgId: 'ben' })).kind).toBe('begun');
  await keepAnswer(db.engine, name, { status: 200, body: '{}' });
  await keepAnswer(db.engine, name, { status: 500, body: 'later' });
  expect(await beginRequest(db.engine, first)).toEqual({
    ...{ kind: 'answered', answer: { status: 200, body: '{}' } },
  });
});

test('what a process left behind is begun again under the same id', async () => {
  const name = { orgId: 'ada', idempotencyKey: 'k2' };
  const request = { ...name, fingerprint: 'f', now };
  const first = await beginRequest(db.engine, { ...request, subjectId: newId() });
  expect(await beginRequest(db.engine, { ...request, subjectId: newId(), now: later(299_000) })).toEqual({
    kind: 'busy',
  });
  expect(await beginRequest(db.engine, { ...request, subjectId: newId(), now: later(301_000) })).toEqual(
    first,
  );
  await releaseRequest(db.engine, name, later(302_000));
  expect(await beginRequest(db.engine, { ...request, subjectId: newId(), now: later(302_000) })).toEqual(
    first,
  );
});

test('an answer is kept for a day', async () => {
  const request = { orgId: 'ben', fingerprint: 'f', subjectId: newId(), now };
  await beginRequest(db.engine, { ...request, idempotencyKey: 'old' });
  await beginRequest(db.engine, { ...request, idempotencyKey: 'young' });
  await db.sql`UPDATE api_requests SET created_at = now() - interval '23 hours'`;
  await db.sql`UPDATE api_requests SET created_at = now() - interval '25 hours' WHERE idempotency_key = 'old'`;
  expect(await forgetOldAnswers(db.engine, 10)).toBe(1);
  expect((await beginRequest(db.engine, { ...request, idempotencyKey: 'old' })).kind).toBe('begun');
});
