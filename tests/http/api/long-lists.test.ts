/** Lists as long as they may be: taken in no faster than the database takes them, and answered in a bounded number of lines. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { type ApiWorld, openApiWorld } from './world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world?.close());

const PATH = '/api/batch-calls';
const QUERY = 'campaignName=Long&callType=SHIPPING_UPDATE';
const HEADERS = { 'content-type': 'text/csv' };
/** Numbers that no carrier hands out. */
const phone = (n: number) => `+4470${String(n).padStart(8, '0')}`;

/** 100 rows a piece; `pulled` counts the pieces that were asked for. */
function fileOf(pieces: number) {
  const counter = { pulled: 0 };
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (counter.pulled === pieces) return controller.close();
      const from = counter.pulled * 100;
      counter.pulled += 1;
      const rows = Array.from({ length: 100 }, (_, n) => `${phone(from + n)}\n`).join('');
      controller.enqueue(encoder.encode(from === 0 ? `phone\n${rows}` : rows));
    },
  });
  return { body, counter };
}

test('whoever sends faster than the database takes in has to wait', async () => {
  const { body, counter } = fileOf(60);
  const release = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const blocker = world.db.sql.begin(async (tx) => {
    // Reading goes on; writing waits.
    await tx`LOCK TABLE batch_recipients IN SHARE MODE`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const answered = world.send('POST', `${PATH}?${QUERY}`, { body, headers: HEADERS });
  try {
    await until(async () => {
      const waiting = await world.db.sql`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return waiting.length > 0;
    });
    // The first chunk has 500 rows, and a stream asks for one piece ahead.
    expect(counter.pulled).toBeLessThanOrEqual(7);
  } finally {
    release.resolve();
    await blocker;
  }
  const { status, json } = await answered;
  expect([status, json.recipients, json.invalid, counter.pulled]).toEqual([201, 6_000, 0, 60]);
});

test('of many bad rows the first thousand are named, and the number of the others', async () => {
  const rows = Array.from({ length: 1_300 }, (_, n) => (n % 13 === 0 ? phone(30_000 + n) : 'nobody'));
  const { status, json } = await world.send('POST', `${PATH}?${QUERY}`, {
    body: `phone\n${rows.join('\n')}\n${phone(30_000)}\n`,
    headers: HEADERS,
  });
  expect([status, json.invalid, json.duplicates]).toEqual([201, 1_200, 1]);
  expect([json.invalidRows.length, json.moreInvalidRows]).toEqual([1_000, 201]);
  expect(json.invalidRows[0]).toEqual({ row: 3, error: 'not a phone number' });
  const { text } = await world.send('GET', `${PATH}/${json.batchId}/results`);
  expect(text.match(/,invalid,/g)).toHaveLength(1_200);
});

test('an answer that has all bad rows says that there are no more', async () => {
  const { json } = await world.send('POST', PATH, {
    json: {
      ...{ campaignName: 'Short', callType: 'SHIPPING_UPDATE' },
      recipients: [{ phone: phone(40_000) }, { phone: 'nobody' }],
    },
  });
  expect([json.invalidRows, json.moreInvalidRows]).toEqual([[{ row: 2, error: 'not a phone number' }], 0]);
});

test('a JSON list of several chunks keeps its numbers', async () => {
  const recipients = Array.from({ length: 1_201 }, (_, n) => ({ phone: phone(50_000 + n) }));
  const { json } = await world.send('POST', PATH, {
    json: { campaignName: 'Chunks', callType: 'SHIPPING_UPDATE', recipients },
  });
  const positions = await world.db.sql<{ position: number; phone: string }[]>`
    SELECT position, phone FROM batch_recipients WHERE batch_id = ${json.batchId} ORDER BY position`;
  expect(positions.map(({ position, phone: to }) => [position, to])).toEqual(
    recipients.map(({ phone: to }, n) => [n + 1, to]),
  );
});
