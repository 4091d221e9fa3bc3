/** A call of a voice agent from its request to what follows from it: real HTTP, real signatures, a real database. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStage, POOL_NUMBERS, type Stage } from '../../scripts/support/stage.ts';
import { type OutboundTools, requestCall } from '../../src/outbound/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Conversation, Phone } from '../../src/simulator/index.ts';
import { startFakeService } from '../simulator/support/fake-service.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn } from '../support/engine.ts';
import { catchLog, type LogCatcher } from '../support/log-catcher.ts';
import { DAY, turnedClock } from '../support/turned-clock.ts';
import { until } from '../support/until.ts';

const NUMBER = POOL_NUMBERS[0] ?? '';
const OWNER = '+447700900301';
/** Noon of tomorrow: within calling hours, and not before the database's own time. */
const clock = turnedClock(`${new Date(Date.now() + DAY).toISOString().slice(0, 10)}T12:00:00.000Z`);
let db: TestDatabase;
let stage: Stage;
let caught: LogCatcher;
let outbound: OutboundTools;

beforeAll(async () => {
  db = await cloneDatabase();
  caught = catchLog();
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
    VALUES ('abc', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${NUMBER}, true, now())`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode)
    VALUES (${NUMBER}, 'ASSIGNED', 'abc', 'forwarded_in')`;
  stage = await openStage({
    databaseUrl: db.url,
    clock,
    log: caught.log,
    // Quick, but a phone rings long enough to be answered by hand.
    pace: { sentMs: 0, deliveredMs: 0, secondMs: 100 },
    env: {
      PHONE_OUTBOUND_V1_ENABLED: 'true',
      PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: 'abc',
      PHONE_INBOUND_ENABLED: 'false',
    },
  });
  const terms = {
    isEnabled: true,
    canaryOrgIds: new Set(['abc']),
    classifierMode: 'KEYWORD_ONLY',
    defaultAgentId: stage.config.ELEVENLABS_AGENT_ID ?? null,
  } as const;
  const { advance } = engineOn(db.engine, { clock, outbound: terms });
  outbound = { sql: db.engine, advance, clock, newId, log: caught.log, terms, defaultCountry: 'GB' };
});
afterAll(async () => {
  await stage?.close();
  await db?.drop();
});

const rowOf = async (callId: string) => (await db.sql`SELECT * FROM agent_calls WHERE id = ${callId}`)[0];
const isStatus = (callId: string, status: string) =>
  until(
    async () => {
      const row = await rowOf(callId);
      return row?.status === status ? row : null;
    },
    { what: `${callId} being ${status}` },
  );

async function ask(callee: Phone): Promise<string> {
  const asked = await requestCall(outbound, {
    orgId: 'abc',
    callType: 'BILLING_REMINDER',
    phone: callee.number,
    name: 'Ann',
  });
  if (asked.kind !== 'accepted') throw new Error(asked.reason);
  return asked.callId;
}

/** A call on which somebody has picked up and is listened to. */
async function live(): Promise<{ callee: Phone; callId: string; conversation: Conversation }> {
  const callee = stage.simulator.network.newPhone();
  const callId = await ask(callee);
  await until(() => callee.calls.at(-1)?.status === 'ringing');
  callee.answer();
  const conversation = await until(() =>
    stage.simulator.elevenlabs
      .conversations()
      .find(({ externalNumber, status }) => externalNumber === callee.number && status === 'in-progress'),
  );
  await until(async () => (await rowOf(callId))?.conversation_id === conversation.id);
  return { callee, callId, conversation };
}

test('a reminder is answered with yes', async () => {
  stage.simulator.elevenlabs.setUsesTools('agent_simulated', false);
  const { callee, callId, conversation } = await live();
  callee.speak('Yes, I will pay today');
  expect(await isStatus(callId, 'completed')).toMatchObject({
    direction: 'outbound',
    conversation_id: conversation.id,
    call_sid: conversation.callSid,
    analysis: { label: 'YES', callType: 'BILLING_REMINDER', mode: 'KEYWORD_ONLY' },
  });
  expect(caught.records('[MAIN_WEBHOOK_HIT]').at(-1)).toMatchObject({ eventType: 'post_call_transcription' });
  expect(caught.records('LEGACY_WEBHOOK_HIT')).toEqual([]);
  const posts = stage.simulator.network.apiCalls().filter(({ path }) => path.endsWith('/outbound-call'));
  expect(posts.filter(({ params }) => params.to_number === callee.number)).toHaveLength(1);
  const exchanges = await db.sql`SELECT path FROM provider_exchanges WHERE provider = 'elevenlabs'`;
  expect(exchanges.length).toBeGreaterThan(0);
});

test('the same news twice changes nothing', async () => {
  const { callee, callId, conversation } = await live();
  callee.press('2');
  await isStatus(callId, 'completed');
  const before = await rowOf(callId);
  expect(before).toMatchObject({ analysis: { label: 'NO' } });
  const again = await stage.simulator.elevenlabs.sendEvent({ conversationId: conversation.id });
  expect(again?.status).toBe(200);
  expect(await rowOf(callId)).toEqual(before);
  const events = await db.sql`
    SELECT FROM inbound_events WHERE provider = 'elevenlabs'
      AND provider_event_id = ${`post_call_transcription:${conversation.id}`}`;
  expect(events).toHaveLength(1);
});

test('a busy phone is told of, and queued for another try', async () => {
  const callee = stage.simulator.network.newPhone();
  callee.setBehaviour('busy');
  const callId = await ask(callee);
  await isStatus(callId, 'busy');
  const retries = await db.sql`SELECT status, attempt FROM agent_calls WHERE follows = ${callId}`;
  expect(retries).toMatchObject([{ status: 'queued', attempt: 2 }]);
});

test('somebody who calls an agent while that is switched off is written down, and their line ends', async () => {
  const telephony = await startFakeService();
  onTestFinished(() => telephony.close());
  // As it is when ElevenLabs itself has the number: the call is answered there, and we only hear of it.
  telephony.on('/voice', () => '<Response><Pause length="600"/></Response>');
  stage.simulator.network.setNumber({ phoneE164: NUMBER, voiceUrl: `${telephony.url}/voice` });
  const caller = stage.simulator.network.newPhone();
  const call = caller.call(NUMBER);
  await until(() => call.status === 'in-progress');
  const callSid = telephony.at('/voice')[0]?.fields.CallSid;
  const phone_call = {
    direction: 'inbound',
    agent_number: NUMBER,
    external_number: caller.number,
    call_sid: callSid,
  };
  const data = { conversation_id: 'conv_inbound', metadata: { phone_call } };
  await stage.simulator.elevenlabs.sendEvent({ type: 'conversation.started', data });
  await until(() => call.status === 'ended');
  const rows = () => db.sql`SELECT * FROM agent_calls WHERE direction = 'inbound'`;
  const refused = { status: 'inbound_disabled_v1', call_sid: callSid, conversation_id: 'conv_inbound' };
  expect(await rows()).toMatchObject([refused]);
  for (const type of ['conversation.ended', 'post_call_transcription']) {
    await stage.simulator.elevenlabs.sendEvent({ type, data: { ...data, status: 'done', transcript: [] } });
  }
  expect(await rows()).toMatchObject([refused]);
});

describe('the four tools and no fifth', () => {
  const use = (conversation: Conversation, name: string, params: Record<string, unknown> = {}) =>
    stage.simulator.elevenlabs.useTool(conversation.id, { name, params });
  const answerOf = async (used: ReturnType<typeof use>) => {
    const { result } = await used;
    return [result?.status, JSON.parse(result?.answer ?? 'null')];
  };
  const counts = async (callId: string) => {
    const [row] = await db.sql`
      SELECT (SELECT count(*)::int FROM callbacks WHERE call_id = ${callId}) AS callbacks,
        (SELECT count(*)::int FROM follow_ups WHERE call_id = ${callId}) AS follow_ups,
        (SELECT count(*)::int FROM do_not_call d JOIN agent_calls c ON c.phone = d.phone WHERE c.id = ${callId}) AS stops`;
    return row;
  };

  test('each is done once on a live call, however often it is used', async () => {
    const { callee, callId, conversation } = await live();
    for (const isRepeated of [false, true]) {
      for (const [name, params] of [
        ['log_call_outcome', { outcome: 'LATER' }],
        ['create_callback', { reason: 'Wants a person' }],
        ['schedule_followup', { minutes_from_now: 120 }],
        ['set_do_not_call', { reason: 'Stop' }],
      ] as const) {
        expect(await answerOf(use(conversation, name, params))).toEqual([
          200,
          { ok: true, tool: name, repeated: isRepeated },
        ]);
      }
      expect(await counts(callId)).toEqual({ callbacks: 1, follow_ups: 1, stops: 1 });
    }
    const refused = await requestCall(outbound, {
      orgId: 'abc',
      callType: 'BILLING_REMINDER',
      phone: callee.number,
    });
    expect(refused).toEqual({ kind: 'refused', reason: 'do_not_call' });
    callee.hangUp();
    await isStatus(callId, 'completed');
  });

  test('a fifth, wrong parameters, an unknown and a finished conversation change nothing', async () => {
    const { callee, callId, conversation } = await live();
    const before = await rowOf(callId);
    expect(await answerOf(use(conversation, 'customer_data_lookup', { name: 'Ann' }))).toEqual([
      403,
      { error: 'TOOL_NOT_ALLOWED_IN_PHONE_OUTBOUND_V1' },
    ]);
    expect(caught.records('TOOL_NOT_ALLOWED_IN_PHONE_OUTBOUND_V1')).toMatchObject([
      { tool: 'customer_data_lookup' },
    ]);
    expect((await use(conversation, '../set_do_not_call')).result?.status).toBeGreaterThanOrEqual(400);
    expect((await use(conversation, 'log_call_outcome', { outcome: 'PERHAPS' })).result?.status).toBe(422);
    expect((await use(conversation, 'schedule_followup', {})).result?.status).toBe(422);
    const unknown = { conversation_id: 'conv_of_nobody', call_id: 'none' };
    expect((await use(conversation, 'set_do_not_call', unknown)).result?.status).toBe(404);
    expect(await counts(callId)).toEqual({ callbacks: 0, follow_ups: 0, stops: 0 });
    expect(await rowOf(callId)).toEqual(before);
    callee.hangUp();
    await isStatus(callId, 'completed');
    const analysis = (await rowOf(callId))?.analysis;
    expect((await use(conversation, 'set_do_not_call')).result?.status).toBe(409);
    expect((await use(conversation, 'log_call_outcome', { outcome: 'YES' })).result?.status).toBe(409);
    expect(await counts(callId)).toEqual({ callbacks: 0, follow_ups: 0, stops: 0 });
    expect((await rowOf(callId))?.analysis).toEqual(analysis);
  });
});
