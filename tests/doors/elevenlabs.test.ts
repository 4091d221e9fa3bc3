/** The doors for ElevenLabs' webhooks: who is believed, what is logged, and that nobody else changes anything. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, openDoors } from '../support/doors.ts';

const SECRET = 'wsec_of_the_doors';
const MAIN = '/api/elevenlabs/webhook';
const OUR = '+447700900880';
const OWNER = '+447700900881';
const CALLEE = '+447700900882';
let db: TestDatabase;
let doors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  doors = await openDoors(db.url, {
    NODE_ENV: 'production',
    PHONE_INBOUND_ENABLED: 'false',
    ELEVENLABS_WEBHOOK_SECRET: SECRET,
  });
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, onboarded_at)
    VALUES ('org-1', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${OUR}, now())`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode)
    VALUES (${OUR}, 'ASSIGNED', 'org-1', 'ai_elevenlabs')`;
});
afterAll(async () => {
  await doors?.close();
  await db?.drop();
});
beforeEach(async () => {
  await db.sql`DELETE FROM agent_calls`;
});

const seconds = (offset = 0) => Math.floor(Date.now() / 1000) + offset;
const digest = (raw: string, at: number, secret = SECRET) =>
  createHmac('sha256', secret).update(`${at}.${raw}`).digest('hex');
const signed = (raw: string, at = seconds()) => `t=${at},v0=${digest(raw, at)}`;

async function post(raw: string, options: { signature?: string | null; path?: string; on?: Doors } = {}) {
  const { signature = signed(raw), path = MAIN, on = doors } = options;
  return await on.services.app.request(`http://internal:3000${path}`, {
    method: 'POST',
    body: raw,
    headers: {
      'content-type': 'application/json',
      ...(signature === null ? {} : { 'elevenlabs-signature': signature }),
    },
  });
}
const transcription = (more: object = {}) =>
  JSON.stringify({
    type: 'post_call_transcription',
    event_timestamp: seconds(),
    data: { conversation_id: 'conv_1', agent_id: 'agent_1', status: 'done', transcript: [], ...more },
  });
const rows = async () => await db.sql`SELECT * FROM agent_calls`;
/** What was logged by `act`, and nothing before it. */
async function logged(act: () => Promise<unknown>, on = doors) {
  const before = on.caught.records().length;
  await act();
  return on.caught.records().slice(before);
}

describe('who is believed', () => {
  test('the documented forgery gets the documented answer and log line', async () => {
    const records = await logged(async () => {
      const answer = await post('{"type":"conversation.started"}', {
        signature: 't=1234567890,v0=invalid_hash',
      });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toBe('{"error":"Invalid webhook signature"}');
    });
    expect(records.map(({ msg }) => msg)).toEqual([
      '[MAIN_WEBHOOK_HIT]',
      expect.stringContaining('signature verification failed'),
    ]);
  });

  test.each([
    ['no header', () => null],
    ['an empty one', () => ''],
    ['another secret', (raw: string) => `t=${seconds()},v0=${digest(raw, seconds(), 'wsec_of_somebody')}`],
    ['another body', () => signed('{}')],
    ['another time than was signed', (raw: string) => `t=${seconds(-5)},v0=${digest(raw, seconds())}`],
    ['31 minutes ago', (raw: string) => signed(raw, seconds(-31 * 60))],
    ['31 minutes ahead', (raw: string) => signed(raw, seconds(31 * 60))],
    ['two times, of which one is fresh', (raw: string) => `t=${seconds()},${signed(raw, seconds(-86_400))}`],
    ['the fresh time last', (raw: string) => `${signed(raw, seconds(-86_400))},t=${seconds()}`],
    ['the right digest under another name', (raw: string) => signed(raw).replace('v0=', 'v1=')],
    ['half a digest', (raw: string) => signed(raw).slice(0, -32)],
    ['no digest', () => `t=${seconds()}`],
    ['no time', (raw: string) => `v0=${digest(raw, seconds())}`],
    ['words', () => 'let me in'],
  ])('%s: 401', async (_, signature) => {
    const raw = transcription();
    const answer = await post(raw, { signature: signature(raw) });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: 'Invalid webhook signature' });
  });

  test.each([
    ['29 minutes ago', (raw: string) => signed(raw, seconds(-29 * 60))],
    ['29 minutes ahead', (raw: string) => signed(raw, seconds(29 * 60))],
    ['with blanks', (raw: string) => signed(raw).replace(',', ', ')],
    [
      'the second of three digests',
      (raw: string) => `${signed(raw).replace('v0=', `v0=${'a'.repeat(64)},v0=`)},v0=b`,
    ],
  ])('%s: taken', async (_, signature) => {
    const raw = transcription();
    const answer = await post(raw, { signature: signature(raw) });
    expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
  });

  test('it is the raw body that counts, not what it means', async () => {
    const raw = transcription();
    const spaced = JSON.stringify(JSON.parse(raw), null, 1);
    expect((await post(spaced, { signature: signed(raw) })).status).toBe(401);
    expect((await post(spaced)).status).toBe(200);
  });

  test('without a secret nobody is believed, and the log says why', async () => {
    const bare = await openDoors(db.url, { NODE_ENV: 'production' });
    onTestFinished(() => bare.close());
    const raw = transcription();
    for (const signature of [null, signed(raw), `t=${seconds()},v0=${digest(raw, seconds(), '')}`]) {
      const records = await logged(async () => {
        const answer = await post(raw, { signature, on: bare });
        expect([answer.status, await answer.json()]).toEqual([401, { error: 'Invalid webhook signature' }]);
      }, bare);
      expect(records.map(({ msg }) => msg)).toContain('ELEVENLABS_WEBHOOK_SECRET not set');
    }
  });

  test('a body of more than 10 MiB is not read', async () => {
    const answer = await post(`"${'x'.repeat(10 * 1024 * 1024)}"`);
    expect(answer.status).toBe(413);
  });

  test('what is signed but no event is a 400, and never a 500', async () => {
    for (const raw of [
      '',
      'null',
      '[]',
      '"words"',
      '{}',
      '{"type":7}',
      '{"type":"post_call_transcription"}',
    ]) {
      expect([raw, (await post(raw)).status]).toEqual([raw, 400]);
    }
    const odd = transcription({
      transcript: { no: 'list' },
      metadata: 'words',
      analysis: [],
      status: 'next year',
    });
    expect((await post(odd)).status).toBe(200);
  });
});

describe('what is logged', () => {
  test.each([
    ['conversation.started', { conversation_id: 'conv_1' }],
    ['conversation.ended', { conversation_id: 'conv_1' }],
    ['post_call_audio', { conversation_id: 'conv_1', full_audio: 'UklGRg==' }],
    ['call_initiation_failure', { conversation_id: 'conv_1', failure_reason: 'busy' }],
    ['an_event_of_next_year', {}],
  ])('%s: one hit, with endpoint and type', async (type, data) => {
    const records = await logged(async () => {
      expect((await post(JSON.stringify({ type, data }))).status).toBe(200);
    });
    const hits = records.filter(({ msg }) => msg.includes('WEBHOOK_HIT'));
    expect(hits).toMatchObject([
      { msg: '[MAIN_WEBHOOK_HIT]', endpoint: MAIN, eventType: type, isGenuine: true },
    ]);
    expect(await rows()).toEqual([]);
  });

  test.each([
    ['call-started', 'conversation.started'],
    ['call-ended', 'conversation.ended'],
    ['post-call', 'post_call_transcription'],
  ])('the old path %s is checked alike, and logged as the old one', async (name, type) => {
    const path = `/api/webhooks/elevenlabs/${name}`;
    const bare = JSON.stringify({ conversation_id: 'conv_1' });
    const records = await logged(async () => {
      expect((await post(bare, { path, signature: 't=1,v0=forged' })).status).toBe(401);
      expect((await post(bare, { path })).status).toBe(200);
      expect((await post(transcription(), { path })).status).toBe(200);
    });
    expect(records.filter(({ msg }) => msg.includes('WEBHOOK_HIT'))).toMatchObject([
      { msg: '[LEGACY_WEBHOOK_HIT]', endpoint: path, isGenuine: false },
      { msg: '[LEGACY_WEBHOOK_HIT]', endpoint: path, eventType: type },
      { msg: '[LEGACY_WEBHOOK_HIT]', endpoint: path, eventType: 'post_call_transcription' },
    ]);
  });

  test('no secret, no signature and no word of the conversation', async () => {
    const raw = transcription({ transcript: [{ role: 'user', message: 'My card is 4242' }] });
    const records = await logged(() => post(raw));
    expect(JSON.stringify(records)).not.toMatch(/4242|wsec_|v0=/);
  });
});

describe('calls to an agent while such calls are switched off', () => {
  const inbound = (type: string, callSid: string, conversationId = `conv_${callSid}`) =>
    JSON.stringify({
      type,
      data: {
        conversation_id: conversationId,
        status: 'done',
        transcript: [],
        metadata: {
          phone_call: { direction: 'inbound', agent_number: OUR, external_number: CALLEE, call_sid: callSid },
        },
      },
    });
  const refused = { direction: 'inbound', status: 'inbound_disabled_v1', our_number: OUR, phone: CALLEE };

  test('are written down once, whatever comes afterwards', async () => {
    const sid = `CA${randomUUID().replaceAll('-', '')}`;
    for (const type of ['conversation.started', 'conversation.ended', 'post_call_transcription']) {
      expect((await post(inbound(type, sid))).status).toBe(200);
    }
    expect(await rows()).toMatchObject([{ ...refused, call_sid: sid, conversation_id: `conv_${sid}` }]);
    expect((await rows())[0]?.summary).toContain('PHONE_INBOUND_ENABLED=false');
    const [logRow] =
      await db.sql`SELECT "callId", status, summary FROM runbook."CallLog" WHERE status = 'inbound_disabled_v1'`;
    expect(logRow).toMatchObject({ status: 'inbound_disabled_v1', summary: expect.any(String) });
  });

  test('are rejected by their TwiML, where the call comes to us first', async () => {
    const sid = `CA${randomUUID().replaceAll('-', '')}`;
    const call = { CallSid: sid, CallStatus: 'ringing', From: CALLEE, To: OUR };
    for (let time = 1; time <= 2; time += 1) {
      const answer = await doors.post('/api/twilio/voice', call);
      expect(await answer.text()).toBe('<Response><Reject/></Response>');
    }
    await doors.post(
      '/api/twilio/status',
      { CallSid: sid, CallStatus: 'completed' },
      { query: { our: OUR, caller: CALLEE } },
    );
    expect(await rows()).toMatchObject([{ ...refused, call_sid: sid }]);
    expect(await db.sql`SELECT status FROM calls WHERE call_sid = ${sid}`).toMatchObject([
      { status: 'rejected' },
    ]);
  });

  test('are taken where they are not switched off', async () => {
    const open = await openDoors(db.url, { ELEVENLABS_WEBHOOK_SECRET: SECRET });
    onTestFinished(() => open.close());
    const call = {
      CallSid: `CA${randomUUID().replaceAll('-', '')}`,
      CallStatus: 'ringing',
      From: CALLEE,
      To: OUR,
    };
    expect(await (await open.post('/api/twilio/voice', call)).text()).toContain('<Say');
    await post(inbound('conversation.started', 'CA1'), { on: open });
    expect(await rows()).toEqual([]);
  });
});

describe('tools', () => {
  test.each([
    ['no secret', {}],
    ['a wrong one', { 'x-elevenlabs-tool-secret': 'a-guess-of-somebody' }],
    ['the right one in another header', { 'x-tool-secret': 'the-secret-of-the-tools' }],
  ])('%s: 401, whichever tool it is', async (_, headers) => {
    const tooled = await openDoors(db.url, { ELEVENLABS_TOOL_SECRET: 'the-secret-of-the-tools' });
    onTestFinished(() => tooled.close());
    for (const tool of ['set_do_not_call', 'customer_data_lookup']) {
      const answer = await tooled.services.app.request(`http://internal:3000/api/elevenlabs/tools/${tool}`, {
        method: 'POST',
        body: JSON.stringify({ conversation_id: 'conv_1' }),
        headers: headers as Record<string, string>,
      });
      expect([answer.status, await answer.json()]).toEqual([401, { error: 'Invalid tool secret' }]);
    }
    expect(tooled.caught.records('TOOL_NOT_ALLOWED')).toEqual([]);
  });

  test('without a secret of ours an empty header opens nothing', async () => {
    const answer = await doors.services.app.request(
      'http://internal:3000/api/elevenlabs/tools/set_do_not_call',
      {
        method: 'POST',
        body: '{"conversation_id":"conv_1"}',
        headers: { 'x-elevenlabs-tool-secret': '' },
      },
    );
    expect(answer.status).toBe(401);
  });
});
