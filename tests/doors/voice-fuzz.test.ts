/** Every field of every voice webhook missing, doubled, unknown or absurd: TwiML or 4xx, stored when taken, and the service lives on. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseTwiml } from '../../src/simulator/twiml/parse.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, type Fields, openDoors } from '../support/doors.ts';
import { newSid } from '../support/engine.ts';

const VOICE = '/api/twilio/voice';
const STATUS = '/api/twilio/status';
const WHISPER = '/api/twilio/whisper';
const [OUR, OWNER, CALLER] = ['+447700900880', '+447700900881', '+447700900882'];
let db: TestDatabase;
let doors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  doors = await openDoors(db.url);
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, onboarded_at, payment_active)
    VALUES ('org-1', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${OUR}, now(), true)`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode) VALUES (${OUR}, 'ASSIGNED', 'org-1', 'dial_owner')`;
});
afterAll(async () => {
  await doors?.close();
  await db?.drop();
});

interface Form {
  readonly door: string;
  readonly fields: () => Record<string, string>;
}

const newCall = () => newSid().replace('SM', 'CA');
const common = () => ({
  CallSid: newCall(),
  AccountSid: 'AC1',
  From: CALLER,
  To: OUR,
  CallStatus: 'ringing',
});
const recording = (status: object) => () => ({
  ...common(),
  ...{
    RecordingSid: newSid().replace('SM', 'RE'),
    RecordingUrl: 'https://twilio.test/r',
    RecordingDuration: '7',
  },
  ...status,
});
const forms: Record<string, Form> = {
  'a call': { door: VOICE, fields: () => ({ ...common(), ForwardedFrom: OWNER, Direction: 'inbound' }) },
  'the Dial action': {
    door: STATUS,
    fields: () => ({
      ...common(),
      ...{ DialCallStatus: 'no-answer', DialCallSid: newCall(), DialCallDuration: '7', DialBridged: 'false' },
      ...{ RecordingSid: newSid().replace('SM', 'RE'), RecordingUrl: 'https://twilio.test/r' },
    }),
  },
  'the end of the line': {
    door: STATUS,
    fields: () => ({ ...common(), CallStatus: 'completed', Direction: 'inbound', CallDuration: '9' }),
  },
  'the owner picked up': {
    door: STATUS,
    fields: () => ({
      ...common(),
      CallStatus: 'in-progress',
      ParentCallSid: newCall(),
      Direction: 'outbound-dial',
    }),
  },
  'a message was left': { door: STATUS, fields: recording({ Digits: 'hangup' }) },
  'a recording is ready': {
    door: STATUS,
    fields: recording({ RecordingStatus: 'completed', RecordingSource: 'RecordVerb' }),
  },
  'the whisper': { door: WHISPER, fields: () => ({ ...common(), Digits: '1' }) },
  'a call that we placed': { door: STATUS, fields: () => ({ ...common(), Direction: 'outbound-api' }) },
};

const ABSURD: Record<string, string> = {
  empty: '',
  spaces: '   ',
  '10 kB': 'x'.repeat(10_000),
  NUL: 'a\u0000b',
  'half an emoji': '\ud83d',
  emoji: '👩‍🔧📞',
  SQL: `'); DROP TABLE calls; --`,
  markup: '<Response><Dial>&amp;"</Dial>',
  negative: '-1',
  NaN: 'NaN',
  huge: '99999999999999999999',
  'right to left': '\u202e+447700900882',
  withheld: '+266696687',
  word: 'anonymous',
  'our own number': OUR,
};

type Change = (fields: Record<string, string>, name: string) => Fields;
const changes: Record<string, Change> = {
  missing: ({ ...fields }, name) => {
    delete fields[name];
    return fields;
  },
  'doubled, the same': (fields, name) => ({ ...fields, [name]: [fields[name] ?? '', fields[name] ?? ''] }),
  'doubled, first nonsense': (fields, name) => ({ ...fields, [name]: ['\u0000', fields[name] ?? ''] }),
  'in capitals': (fields, name) => ({ ...fields, [name]: (fields[name] ?? '').toUpperCase() }),
  'under another name': (fields, name) => ({
    ...fields,
    [name]: '',
    [name.toLowerCase()]: fields[name] ?? '',
  }),
  ...Object.fromEntries(
    Object.entries(ABSURD).map(([what, value]) => [what, (fields, name) => ({ ...fields, [name]: value })]),
  ),
};

/** Null for a good answer. */
async function complaintAbout(response: Response): Promise<string | null> {
  if (response.status >= 400 && response.status < 500) return null;
  if (response.status !== 200) return `answered ${response.status}`;
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('text/xml')) return `answered with ${type}`;
  const body = await response.text();
  try {
    parseTwiml(body);
    return null;
  } catch {
    return `not TwiML: ${body}`;
  }
}

test.each(Object.entries(forms))('%s: every field, every absurdity', { timeout: 60_000 }, async (_, form) => {
  const complaints: string[] = [];
  let taken = 0;
  const [before] = await db.sql<{ n: number }[]>`SELECT count(*)::int AS n FROM inbound_events`;
  const post = async (what: string, fields: Fields, query = {}) => {
    const response = await doors.post(form.door, fields, { query });
    if (response.status === 200) taken += 1;
    const complaint = await complaintAbout(response);
    if (complaint) complaints.push(`${what}: ${complaint}`);
  };
  await post('as it comes', form.fields());
  await post('with unknown fields', {
    ...form.fields(),
    Unknown: 'x',
    constructor: '1',
    ...Object.fromEntries([['__proto__', '2']]),
  });
  for (const name of Object.keys(form.fields())) {
    for (const [what, change] of Object.entries(changes))
      await post(`${name} ${what}`, change(form.fields(), name));
  }
  for (const [what, value] of Object.entries(ABSURD)) {
    await post(`the caller in the URL ${what}`, form.fields(), { our: OUR, caller: value });
    await post(`our number in the URL ${what}`, form.fields(), { our: value, caller: CALLER });
  }
  await post('nothing at all', {});
  expect(complaints).toEqual([]);
  expect(taken).toBeGreaterThan(100);
  if (form.door === WHISPER) return;
  const [after] = await db.sql<{ n: number; unhandled: number }[]>`
    SELECT count(*)::int AS n, count(*) FILTER (WHERE status <> 'handled')::int AS unhandled FROM inbound_events`;
  // The same nonsense in the place of an id twice is one event; every other taken webhook is a row of its own.
  const repeats = Object.keys(ABSURD).length * 3;
  expect((after?.n ?? 0) - (before?.n ?? 0)).toBeGreaterThanOrEqual(taken - repeats);
  expect(after?.unhandled).toBe(0);
});

test('afterwards a call is taken as ever, and missed', async () => {
  await db.sql`UPDATE phone_numbers SET voice_mode = 'forwarded_in' WHERE phone_e164 = ${OUR}`;
  const fields = { ...common(), From: '+447700900889' };
  const response = await doors.post(VOICE, fields);
  expect(await response.text()).toContain('Thank you for calling ABC Plumbing.');
  const [row] = await db.sql`SELECT status, org_id FROM calls WHERE call_sid = ${fields.CallSid}`;
  expect(row).toEqual({ status: 'missed', org_id: 'org-1' });
});
