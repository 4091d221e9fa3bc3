/** The whole service when its database hangs: the door answers before Twilio gives up, and nothing is lost. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, openDoors } from '../support/doors.ts';
import { laneOfOwner } from '../support/engine.ts';
import { until } from '../support/until.ts';
import { type Wire, wireTo } from '../support/wire.ts';

const OWNER = '+447700900901';
/** Twilio waits 15 s in all. */
const TWILIO_WAITS_MS = 15_000;
let db: TestDatabase;
let wire: Wire;
let doors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  wire = await wireTo(db.url);
  doors = await openDoors(wire.url);
});
afterAll(async () => {
  await doors?.close();
  await wire?.close();
  await db?.drop();
});

test('texts are answered within Twilio’s patience, and are in the database once it listens again', async () => {
  expect((await doors.text(OWNER, 'Plumber from London')).status).toBe(200);
  wire.silence();
  const startedAt = performance.now();
  const hung = await doors.text(OWNER, 'ABC Plumbing');
  expect([hung.status, await hung.text()]).toEqual([200, '<Response/>']);
  expect(performance.now() - startedAt).toBeLessThan(TWILIO_WAITS_MS - 5_000);
  const nextAt = performance.now();
  expect((await doors.text(OWNER, 'John Smith')).status).toBe(200);
  expect(performance.now() - nextAt).toBeLessThan(1_000);
  expect((await doors.services.app.request('/healthz')).status).toBe(200);
  await wire.mend();
  await until(
    async () => {
      const rows = await db.sql<{ body: string }[]>`
        SELECT payload #>> '{occurrence,body}' AS body FROM inbound_events WHERE lane = ${laneOfOwner(OWNER)} ORDER BY id`;
      return rows.map(({ body }) => body).join() === 'Plumber from London,ABC Plumbing,John Smith';
    },
    { timeoutMs: 15_000, what: 'the texts are replayed in order' },
  );
}, 40_000);

test('a call meanwhile hears that nobody can answer, and not that the number is not in use', async () => {
  await wire.cut();
  const fields = { CallSid: 'CA1', CallStatus: 'ringing', From: OWNER, To: '+447700900902' };
  const response = await doors.post('/api/twilio/voice', fields);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Nobody can take your call right now');
  await wire.mend();
  await until(async () => (await doors.services.app.request('/readyz')).status === 200);
});
