/** A call and what is told about it while the database is away: kept on the disk, handled later, and the same rows as ever. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retryLane } from '../../src/conversations/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, openDoors } from '../support/doors.ts';
import { engineOn } from '../support/engine.ts';
import { until } from '../support/until.ts';
import { type Wire, wireTo } from '../support/wire.ts';

const [OUR, OWNER, CALLER, OTHER] = ['+447700900890', '+447700900891', '+447700900892', '+447700900893'];
let db: TestDatabase;
let wire: Wire;
let doors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  wire = await wireTo(db.url);
  doors = await openDoors(wire.url);
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, onboarded_at, payment_active)
    VALUES ('org-1', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${OUR}, now(), true)`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode) VALUES (${OUR}, 'ASSIGNED', 'org-1', 'forwarded_in')`;
});
afterAll(async () => {
  await doors?.close();
  await wire?.close();
  await db?.drop();
});

/** The whole life of a call that was missed and whose caller left a message. */
async function ring(CallSid: string, caller: string): Promise<void> {
  const fields = { CallSid, From: caller, To: OUR };
  const recording = { CallSid, RecordingSid: `RE${CallSid}`, RecordingUrl: 'https://twilio.test/r' };
  const query = { our: OUR, caller };
  const answers = [
    await doors.post('/api/twilio/voice', { ...fields, CallStatus: 'ringing' }),
    await doors.post('/api/twilio/status', { ...recording, RecordingDuration: '9' }, { query }),
    await doors.post('/api/twilio/status', { ...fields, CallStatus: 'completed', Direction: 'inbound' }),
    await doors.post(
      '/api/twilio/status',
      { ...recording, RecordingStatus: 'completed', RecordingSource: 'RecordVerb' },
      { query },
    ),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
}

/** Everything that is left of a call, without what is different in every one. */
async function leftOf(CallSid: string, caller: string) {
  const [row] = await db.sql`
    SELECT org_id, our_number, their_number = ${caller} AS is_theirs, voice_mode, status, recording_sid = ${`RE${CallSid}`} AS is_its,
      recording_url, recording_status, recording_duration_s, is_voicemail, ended_at IS NOT NULL AS is_over
    FROM calls WHERE call_sid = ${CallSid}`;
  const events = await db.sql`
    SELECT kind, status, outcome FROM inbound_events WHERE lane = ${`${OUR}>${caller}`} ORDER BY id`;
  const enquiries = await db.sql`
    SELECT status, call_sid = ${CallSid} AS is_of_call FROM enquiries WHERE caller = ${caller}`;
  const texts =
    await db.sql`SELECT payload ->> 'text' AS text, status FROM outbox WHERE recipient = ${caller} ORDER BY seq`;
  return { row: { ...row }, ...{ events: [...events], enquiries: [...enquiries], texts: [...texts] } };
}

test('a call that came meanwhile ends as one that came before', { timeout: 40_000 }, async () => {
  await ring('CAbefore', CALLER);
  const before = await leftOf('CAbefore', CALLER);
  expect(before.row).toMatchObject({ status: 'missed', is_voicemail: true, is_over: true });
  expect(before.texts).toEqual([{ text: 'textBack', status: 'due' }]);
  await wire.cut();
  await ring('CAmeanwhile', OTHER);
  expect(await db.sql`SELECT FROM calls WHERE call_sid = 'CAmeanwhile'`).toHaveLength(0);
  await wire.mend();
  // These doors have no worker beside them: its part is to try the lane once the disks of all nodes are empty.
  const lane = `${OUR}>${OTHER}`;
  const { tools } = engineOn(db.engine);
  await until(
    async () => {
      await retryLane(db.engine, lane, tools);
      const handled = await db.sql`SELECT FROM inbound_events WHERE lane = ${lane} AND status = 'handled'`;
      return handled.length === 4;
    },
    { timeoutMs: 20_000, what: 'all four webhooks are handled' },
  );
  expect(await leftOf('CAmeanwhile', OTHER)).toEqual(before);
});
