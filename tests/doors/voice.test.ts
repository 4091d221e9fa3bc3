/** A caller's call through the doors: what Twilio is told in every mode, and the one row that is left of it. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, openDoors, WEBHOOK_TOKENS } from '../support/doors.ts';
import { newSid, ONBOARDING_NUMBER } from '../support/engine.ts';

const VOICE = '/api/twilio/voice';
const STATUS = '/api/twilio/status';
const OUR = '+447700900870';
const OWNER = '+447700900871';
const CALLER = '+447700900872';
let db: TestDatabase;
let doors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  doors = await openDoors(db.url);
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, onboarded_at)
    VALUES ('org-1', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${OUR}, now())`;
  await db.sql`INSERT INTO phone_numbers (phone_e164, status, org_id) VALUES (${OUR}, 'ASSIGNED', 'org-1')`;
});
afterAll(async () => {
  await doors?.close();
  await db?.drop();
});
beforeEach(async () => {
  await db.sql`DELETE FROM calls`;
  await db.sql`DELETE FROM conversations`;
  await setUp('forwarded_in', {});
});

async function setUp(mode: string, terms: Record<string, unknown>): Promise<void> {
  const all = { missed_call_answer: 'greet', ring_seconds: 18, press_to_accept: false, record_calls: false };
  await db.sql`UPDATE phone_numbers SET voice_mode = ${mode} WHERE phone_e164 = ${OUR}`;
  await db.sql`UPDATE organizations SET ${db.sql({ ...all, onboarded_at: new Date(), ...terms })} WHERE id = 'org-1'`;
}
const newCall = () => newSid().replace('SM', 'CA');
const call = async (fields: Record<string, string> = {}) =>
  await (
    await doors.post(VOICE, { CallSid: newCall(), CallStatus: 'ringing', From: CALLER, To: OUR, ...fields })
  ).text();
const rowOf = async (sid: string) => (await db.sql`SELECT * FROM calls WHERE call_sid = ${sid}`)[0];
const ends = { our: OUR, caller: CALLER };
const report = (fields: Record<string, string>, query: Record<string, string> = ends) =>
  doors.post(STATUS, fields, { query });

const said = (words: string) => `<Say language="en-GB">${words}</Say>`;
const url = `https://jobrun.test/api/twilio/status?our=%2B447700900870&amp;caller=%2B447700900872&amp;webhook_token=${WEBHOOK_TOKENS[0]}#rc=3&amp;rp=all`;
const whisper = `https://jobrun.test/api/twilio/whisper?webhook_token=${WEBHOOK_TOKENS[0]}#rc=3&amp;rp=all`;
const thanks = 'Thank you for calling ABC Plumbing. Nobody can take your call right now.';

describe('what the caller hears', () => {
  const greet = `<Response>${said(`${thanks} Please try again a little later.`)}<Hangup/></Response>`;
  const plain = `<Response><Dial answerOnBridge="true" timeout="18" action="${url}" method="POST"><Number>${OWNER}</Number></Dial></Response>`;
  test.each([
    ['forwarded_in', {}, greet],
    ['forwarded_in', { missed_call_answer: 'reject' }, '<Response><Reject/></Response>'],
    [
      'forwarded_in',
      { missed_call_answer: 'voicemail' },
      `<Response>${said(`${thanks} Please leave a message after the tone. It will be recorded.`)}<Record action="${url}" method="POST" maxLength="120" timeout="5" playBeep="true" recordingStatusCallback="${url}" recordingStatusCallbackMethod="POST"/>${said('We did not hear a message. Goodbye.')}<Hangup/></Response>`,
    ],
    ['ai_vapi', {}, greet],
    ['dial_owner', {}, plain],
    ['dial_owner', { ring_seconds: 900 }, plain.replace('"18"', '"60"')],
    ['dial_owner', { onboarded_at: null }, greet],
    [
      'dial_owner',
      { press_to_accept: true },
      plain.replace('<Number>', `<Number url="${whisper}" method="POST">`),
    ],
    [
      'dial_owner',
      { record_calls: true },
      plain
        .replace('<Dial', `${said('This call may be recorded.')}<Dial`)
        .replace(
          '<Number>',
          `<Number statusCallback="${url}" statusCallbackMethod="POST" statusCallbackEvent="answered">`,
        )
        .replace(
          'method="POST">',
          `method="POST" record="record-from-answer-dual" recordingStatusCallback="${url}" recordingStatusCallbackMethod="POST">`,
        ),
    ],
  ])('%s with %j', async (mode, terms, twiml) => {
    await setUp(mode, terms);
    expect(await call()).toBe(twiml);
  });

  test('a stored answer holds no token, and a duplicate gets the same bytes', async () => {
    await setUp('dial_owner', {});
    const sid = newCall();
    const first = await call({ CallSid: sid });
    expect(await call({ CallSid: sid })).toBe(first);
    const [row] = await db.sql<{ answer: string }[]>`
      SELECT answer FROM inbound_events WHERE provider_event_id = ${`${sid}:ringing`}`;
    expect(row?.answer).toContain('<Dial');
    expect(row?.answer).not.toContain(WEBHOOK_TOKENS[0]);
  });

  test('the whisper asks for 1, and nothing else takes the call', async () => {
    const press = async (fields: Record<string, string>) =>
      (await doors.post('/api/twilio/whisper', { CallSid: 'CA2', ...fields })).text();
    expect(await press({})).toBe(
      `<Response><Gather numDigits="1" timeout="6" action="${whisper}" method="POST">${said('A call for you, through JobRun. Press 1 to take it.')}</Gather><Hangup/></Response>`,
    );
    expect(await press({ Digits: '1' })).toBe('<Response/>');
    for (const Digits of ['2', '', '11', '#']) {
      expect(await press({ Digits })).toBe('<Response><Hangup/></Response>');
    }
    expect((await doors.post('/api/twilio/whisper', {}, { signature: 'wrong' })).status).toBe(401);
  });
});

describe('a call never goes round in circles', () => {
  const reject = '<Response><Reject/></Response>';
  beforeEach(() => setUp('dial_owner', {}));

  test('a leg that comes back is rejected; another caller meanwhile hears it busy and was missed', async () => {
    expect(await call()).toContain('<Dial');
    expect(await call()).toBe(reject);
    expect(await call({ From: OWNER })).toBe(reject);
    expect(await call({ From: '+447700900873', ForwardedFrom: OWNER })).toBe(reject);
    const other = newCall();
    expect(await call({ CallSid: other, From: '+447700900874' })).toBe(
      '<Response><Reject reason="busy"/></Response>',
    );
    expect(await rowOf(other)).toMatchObject({ status: 'missed' });
  });

  test('our own numbers are rejected, but the test call is answered', async () => {
    await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900879') ON CONFLICT DO NOTHING`;
    expect(await call({ From: '+447700900879' })).toBe(reject);
    expect(await call({ From: ONBOARDING_NUMBER })).toContain('<Hangup/>');
  });

  test('an owner whose phone forwards here is not rung, and the alert says so', async () => {
    expect(await call({ ForwardedFrom: OWNER })).not.toContain('<Dial');
    expect(doors.caught.records('alert').at(-1)).toMatchObject({ alert: 'dial_owner_refused' });
    await db.sql`
      INSERT INTO conversations (id, org_id, our_number, their_number, machine, state, context, step)
      VALUES (gen_random_uuid(), 'org-1', ${ONBOARDING_NUMBER}, ${OWNER}, 'forwarding', 'active', '{}', 1)
      ON CONFLICT DO NOTHING`;
    expect(await call()).not.toContain('<Dial');
  });
});

test.each([
  ['completed', 'completed'],
  ['answered', 'completed'],
  ['no-answer', 'missed'],
  ['busy', 'missed'],
  ['failed', 'missed'],
  ['canceled', 'missed'],
  ['teleported', 'ringing'],
])(
  'the Dial action %s makes the call %s, and a late report of the line changes nothing',
  async (dial, status) => {
    await setUp('dial_owner', {});
    const CallSid = newCall();
    await call({ CallSid });
    await report({ CallSid, DialCallStatus: dial, CallStatus: 'in-progress' });
    expect(await rowOf(CallSid)).toMatchObject({ status });
    if (status === 'ringing') return;
    await report({
      CallSid,
      CallStatus: status === 'missed' ? 'completed' : 'no-answer',
      From: CALLER,
      To: OUR,
    });
    expect(await rowOf(CallSid)).toMatchObject({ status, recording_sid: null, recording_url: null });
  },
);

test('the Dial action decides even when the line has ended before it is told', async () => {
  await setUp('dial_owner', {});
  const CallSid = newCall();
  await call({ CallSid });
  await report({ CallSid, CallStatus: 'completed', From: CALLER, To: OUR });
  expect(await rowOf(CallSid)).toMatchObject({ status: 'completed' });
  await report({ CallSid, DialCallStatus: 'no-answer', CallStatus: 'completed' });
  expect(await rowOf(CallSid)).toMatchObject({ status: 'missed', dial_status: 'no-answer' });
});

test.each([
  ['hangs up during the announcement', false, 'missed'],
  ['hangs up after the owner picked up', true, 'completed'],
] as const)('with an announcement, a caller who %s', async (_, hasOwner, status) => {
  await setUp('dial_owner', { record_calls: true });
  const CallSid = newCall();
  await call({ CallSid });
  const leg = {
    CallSid: newCall(),
    ParentCallSid: CallSid,
    Direction: 'outbound-dial',
    From: CALLER,
    To: OWNER,
  };
  if (hasOwner) await report({ ...leg, CallStatus: 'in-progress' });
  expect(await rowOf(CallSid)).toMatchObject({ status: hasOwner ? 'answered' : 'ringing' });
  await report({ CallSid, CallStatus: 'completed', Direction: 'inbound', From: CALLER, To: OUR }, {});
  expect(await rowOf(CallSid)).toMatchObject({ status, our_number: OUR, their_number: CALLER });
  const enquiries =
    await db.sql`SELECT FROM conversations WHERE machine = 'enquiry' AND their_number = ${CALLER}`;
  expect(enquiries).toHaveLength(status === 'missed' ? 1 : 0);
});

/** What Twilio tells of one call; any order and any repetition must leave the same row. */
function storyOf(kind: 'dial' | 'voicemail', CallSid: string): (() => Promise<unknown>)[] {
  const recording = {
    CallSid,
    RecordingSid: `RE${CallSid}`,
    RecordingUrl: 'https://twilio.test/r',
    RecordingDuration: '7',
  };
  const source = kind === 'dial' ? 'DialVerb' : 'RecordVerb';
  return [
    () => report({ CallSid, CallStatus: 'completed', Direction: 'inbound', From: CALLER, To: OUR }, {}),
    () => report({ ...recording, RecordingStatus: 'in-progress', RecordingSource: source }),
    () => report({ ...recording, RecordingStatus: 'completed', RecordingSource: source }),
    kind === 'dial'
      ? () =>
          report({
            CallSid,
            CallStatus: 'in-progress',
            DialCallStatus: 'completed',
            DialCallSid: 'CAleg',
            DialCallDuration: '7',
          })
      : () => report({ ...recording, CallStatus: 'in-progress' }),
  ];
}

test.each(['dial', 'voicemail'] as const)(
  'callbacks of a %s in any order, twice, or before the call: one row',
  async (kind) => {
    await setUp(kind === 'dial' ? 'dial_owner' : 'forwarded_in', { missed_call_answer: 'voicemail' });
    const order = fc
      .array(fc.nat(3), { maxLength: 4 })
      .chain((again) => fc.shuffledSubarray([...[0, 1, 2, 3, 4], ...again], { minLength: 5 + again.length }));
    await fc.assert(
      fc.asyncProperty(order, async (events) => {
        await db.sql`DELETE FROM calls`;
        const CallSid = newCall();
        const story = [...storyOf(kind, CallSid), () => call({ CallSid })];
        for (const n of events) await story[n]?.();
        expect(await rowOf(CallSid)).toMatchObject({
          org_id: 'org-1',
          our_number: OUR,
          their_number: CALLER,
          status: kind === 'dial' ? 'completed' : 'missed',
          voice_mode: kind === 'dial' ? 'dial_owner' : 'forwarded_in',
          recording_sid: `RE${CallSid}`,
          recording_url: 'https://twilio.test/r',
          recording_status: 'completed',
          recording_duration_s: 7,
          is_voicemail: kind === 'voicemail',
        });
      }),
      { numRuns: 15 },
    );
  },
);

test('whatever a voice webhook says, it is answered with TwiML or 4xx, and what was taken is stored', async () => {
  const names = [
    'CallSid',
    'From',
    'To',
    'CallStatus',
    'ForwardedFrom',
    'DialCallStatus',
    'DialBridged',
  ].concat(['RecordingSid', 'RecordingUrl', 'RecordingStatus', 'RecordingDuration', 'Direction', 'Digits']);
  const value = fc.oneof(
    fc.constantFrom(
      '',
      CALLER,
      OUR,
      OWNER,
      'anonymous',
      '+266696687',
      'completed',
      'no-answer',
      '-1',
      '9'.repeat(70),
    ),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.tuple(fc.string(), fc.string()).map(([one, other]) => [one, other] as const),
  );
  const fields = fc.dictionary(fc.constantFrom(...names, 'Unknown'), value, { noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(fields, fc.constantFrom(VOICE, STATUS, '/api/twilio/whisper'), async (form, door) => {
      const response = await doors.post(door, form);
      const body = await response.text();
      if (response.status === 200) expect(body).toMatch(/^<Response(\/>|>.*<\/Response>$)/s);
      else expect(response.status).toBe(400);
    }),
    { numRuns: 150 },
  );
  expect(await db.sql`SELECT FROM inbound_events WHERE status <> 'handled'`).toHaveLength(0);
});
