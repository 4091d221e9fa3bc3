/** The voice agents' company over the wire: calls placed once, looked for before anything else, read in one shape. */
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/platform/exchange.ts';
import { createElevenLabs } from '../../src/providers/elevenlabs/index.ts';
import { type PhoneE164, parsePhone } from '../../src/values/phone.ts';
import { elevenLabsKey, pool, type Stand, startStand } from '../simulator/support/stand.ts';
import { deadAddress, resettingServer, silentServer } from './rude-server.ts';

const company = 'https://api.elevenlabs.io/v1/convai';
const says = setupServer();
let stand: Stand;
beforeAll(async () => {
  says.listen({ onUnhandledFrame: 'bypass' });
  stand = await startStand();
});
afterEach(() => says.resetHandlers());
afterAll(async () => {
  says.close();
  await stand.close();
});

const exchanges: Exchange[] = [];
const connect = (
  options: {
    apiBaseUrl?: string;
    random?: number;
    timeoutMs?: number;
    apiKey?: string;
    lookMs?: number;
  } = {},
) =>
  createElevenLabs({
    apiKey: options.apiKey ?? elevenLabsKey,
    apiBaseUrl: options.apiBaseUrl,
    timeoutMs: options.timeoutMs,
    lookMs: options.lookMs,
    random: () => options.random ?? 0,
    record: (exchange) => exchanges.push(exchange),
    hangUp: async () => ({ kind: 'gone' }),
  });
const simulated = (options: Parameters<typeof connect>[0] = {}) =>
  connect({ apiBaseUrl: stand.sim.url, ...options });
const someone = () => stand.sim.network.newPhone();
const callTo = (to: string, more: object = {}) => ({
  callId: crypto.randomUUID(),
  agentId: 'agent_reminders',
  from: phone(pool),
  to: phone(to),
  variables: { name: 'Ann', amount: '£40' },
  ...more,
});

function phone(text: string): PhoneE164 {
  const parsed = parsePhone(text);
  if (!parsed) throw new Error(`${text} is not a phone number`);
  return parsed;
}

describe('a call', () => {
  test('is placed from our number with our id and the words for the agent, and leaves no key in the log of the wire', async () => {
    const callee = someone();
    callee.setBehaviour('answers', ['yes']);
    const call = callTo(callee.number);
    const placed = await simulated().placeCall(call);
    const [conversation] = stand.sim.elevenlabs.conversations().slice(-1);
    expect(placed).toEqual({
      kind: 'placed',
      conversationId: conversation?.id,
      callSid: conversation?.callSid,
    });
    expect(conversation).toMatchObject({ agentNumber: pool, externalNumber: callee.number });
    expect(conversation?.variables).toEqual({ name: 'Ann', amount: '£40', call_id: call.callId });
    expect(JSON.stringify(exchanges)).not.toContain(elevenLabsKey);
    expect(exchanges.at(-1)).toMatchObject({
      provider: 'elevenlabs',
      method: 'POST',
      path: '/v1/convai/twilio/outbound-call',
      status: 200,
    });
  });

  test('nobody can take our own id out of it', async () => {
    const callee = someone();
    callee.setBehaviour('busy');
    const call = callTo(callee.number, { variables: { call_id: 'mine' } });
    await simulated().placeCall(call);
    expect(stand.sim.elevenlabs.conversations().at(-1)?.variables).toEqual({ call_id: call.callId });
  });

  test('from a number that was not imported is refused before anybody is rung, and asks anew the next time', async () => {
    const listed: object[] = [];
    let asked = 0;
    says.use(
      http.get(`${company}/phone-numbers`, () => {
        asked += 1;
        return HttpResponse.json(listed);
      }),
      http.post(`${company}/twilio/outbound-call`, () =>
        HttpResponse.json({ success: true, message: '', conversation_id: 'conv_1', callSid: 'CA1' }),
      ),
    );
    const provider = connect();
    const call = callTo('+447700900101');
    expect(await provider.placeCall(call)).toMatchObject({ kind: 'refused', code: 'number_not_imported' });
    listed.push({ phone_number: pool, phone_number_id: 'phnum_1' });
    expect(await provider.placeCall(call)).toMatchObject({ kind: 'placed', conversationId: 'conv_1' });
    await Promise.all([provider.placeCall(call), provider.placeCall(call)]);
    expect(asked).toBe(2);
  });

  test('that ElevenLabs does not answer is unknown, and is found afterwards by our id if it was placed', async () => {
    const provider = simulated({ timeoutMs: 200 });
    const callee = someone();
    callee.setBehaviour('busy');
    const since = new Date();
    // Another call of the same agent at the same time; the number is known from now on.
    await provider.placeCall(callTo(callee.number));
    const found = { absent: 0, found: 0 };
    for (let seed = 1; found.absent === 0 || found.found === 0; seed += 1) {
      const call = callTo(callee.number);
      stand.sim.lies.set({ seed, rate: 1, kinds: ['elevenlabs_silence'] });
      const outcome = await provider.placeCall(call).finally(() => stand.sim.lies.set({ rate: 0 }));
      expect(outcome.kind).toBe('unknown');
      const placed = stand.sim.elevenlabs
        .conversations()
        .find(({ variables }) => variables.call_id === call.callId);
      const expected = placed
        ? { kind: 'found', conversationId: placed.id, callSid: placed.callSid }
        : { kind: 'absent' };
      expect(await provider.findCall(call, since)).toEqual(expected);
      found[placed ? 'found' : 'absent'] += 1;
    }
  });

  test('is read in full, by its report', async () => {
    const callee = someone();
    callee.setBehaviour('answers', ['Pardon?', '2']);
    const call = callTo(callee.number);
    const placed = await simulated().placeCall(call);
    if (placed.kind !== 'placed') throw new Error(placed.reason);
    await stand.sim.waitFor(
      () =>
        stand.sim.elevenlabs.conversations().find(({ id }) => id === placed.conversationId)?.status ===
        'done',
    );
    expect(await simulated().fetchCall(placed.conversationId)).toEqual({
      kind: 'fetched',
      report: {
        conversationId: placed.conversationId,
        callSid: placed.callSid,
        callId: call.callId,
        status: 'done',
        notReached: null,
        endReason: 'end_call tool was called.',
        turns: [
          { role: 'agent', text: 'Hello Ann, this is an automated call. Is that all right with you?' },
          { role: 'user', text: 'Pardon?' },
          { role: 'agent', text: 'Sorry, I did not understand. Is that a yes or a no?' },
          { role: 'user', text: '2' },
          { role: 'agent', text: 'All right, I have written that down. Goodbye.' },
        ],
        dtmf: '2',
        summary: 'The callee said: Pardon? / 2',
        durationS: expect.any(Number),
      },
    });
    expect(await simulated().fetchCall('conv_none')).toEqual({ kind: 'absent' });
  });

  test('ends at Twilio', async () => {
    expect(await connect().hangUp('CA1')).toEqual({ kind: 'gone' });
  });
});

describe('what can go wrong', () => {
  const place = `${company}/twilio/outbound-call`;
  const answers = (status: number, body: object, headers: Record<string, string> = {}) =>
    says.use(
      http.get(`${company}/phone-numbers`, () =>
        HttpResponse.json([{ phone_number: pool, phone_number_id: 'phnum_1' }]),
      ),
      http.post(place, () => HttpResponse.json(body, { status, headers })),
    );
  const detail = (status: string) => ({ detail: { status, message: 'words' } });
  const call = callTo('+447700900101');

  test.each([
    [401, detail('invalid_api_key'), {}, { kind: 'retry', code: 'invalid_api_key', afterMs: 60_000 }],
    [401, detail('quota_exceeded'), {}, { kind: 'retry', code: 'quota_exceeded', afterMs: 60_000 }],
    [400, detail('quota_exceeded'), {}, { kind: 'retry', code: 'quota_exceeded', afterMs: 60_000 }],
    [404, detail('agent_not_found'), {}, { kind: 'refused', code: 'agent_not_found' }],
    [
      422,
      { detail: [{ loc: ['body', 'to_number'], msg: 'Field required', type: 'missing' }] },
      {},
      {
        kind: 'refused',
        code: 'unprocessable',
        reason: expect.stringContaining('body.to_number: Field required'),
      },
    ],
    [429, detail('too_many_concurrent_requests'), {}, { kind: 'retry', afterMs: 5_000 }],
    [429, detail('system_busy'), { 'retry-after': '30' }, { kind: 'retry', afterMs: 30_000 }],
    [429, {}, { 'retry-after': '31536000' }, { kind: 'retry', code: 'http_429', afterMs: 3_600_000 }],
    [408, {}, {}, { kind: 'unknown' }],
    [500, detail('internal_server_error'), {}, { kind: 'unknown' }],
    [503, {}, { 'retry-after': '1' }, { kind: 'unknown' }],
    [302, {}, { location: 'https://elsewhere.example' }, { kind: 'unknown' }],
    [
      200,
      { success: false, message: 'The number is unverified' },
      {},
      { kind: 'refused', code: 'not_placed' },
    ],
    [200, { success: true, message: 'Success' }, {}, { kind: 'unknown' }],
    [200, { hello: 'there' }, {}, { kind: 'unknown' }],
  ])('%i %j %j to a call means %j', async (status, body, headers, outcome) => {
    answers(status, body, headers);
    expect(await connect().placeCall(call)).toMatchObject(outcome);
  });

  test('retries are spread by chance, above what was asked for', async () => {
    answers(429, {}, { 'retry-after': '7' });
    expect(await connect({ random: 0.5 }).placeCall(call)).toMatchObject({ afterMs: 9_500 });
  });

  test('an answer that is no JSON, or cut in the middle, leaves it unknown', async () => {
    answers(200, {});
    says.use(http.post(place, () => HttpResponse.html('<h1>Please sign in</h1>')));
    expect(await connect().placeCall(call)).toMatchObject({ kind: 'unknown' });
    says.use(http.post(place, () => HttpResponse.text('{"success":true,"conversa')));
    expect(await connect().placeCall(call)).toMatchObject({ kind: 'unknown' });
  });

  test('nobody there, silence and a cut connection before anybody was rung: again later', async () => {
    for (const apiBaseUrl of [await deadAddress(), await silentServer(), await resettingServer()]) {
      const provider = connect({ apiBaseUrl, timeoutMs: 200 });
      expect(await provider.placeCall(call)).toMatchObject({ kind: 'retry' });
      expect(await provider.fetchCall('conv_1')).toMatchObject({ kind: 'retry' });
      expect(await provider.findCall(call, new Date())).toMatchObject({ kind: 'unknown' });
    }
  });

  test('a call is never asked for twice by the wire itself', async () => {
    let posts = 0;
    answers(500, {});
    says.use(
      http.post(place, () => {
        posts += 1;
        return HttpResponse.json({}, { status: 500 });
      }),
    );
    await connect().placeCall(call);
    expect(posts).toBe(1);
  });

  test('every page of the list is read before a call is said to be absent', async () => {
    const pages: Record<string, { ids: string[]; next: string | null }> = {
      '': { ids: ['conv_3', 'conv_2'], next: 'conv_2' },
      conv_2: { ids: ['conv_1'], next: null },
    };
    says.use(
      http.get(`${company}/conversations`, ({ request }) => {
        const asked = new URL(request.url).searchParams;
        expect(asked.get('agent_id')).toBe(call.agentId);
        const page = pages[asked.get('cursor') ?? ''];
        const conversations = page?.ids.map((conversation_id) => ({
          conversation_id,
          direction: 'outbound',
        }));
        return HttpResponse.json({ conversations, has_more: page?.next !== null, next_cursor: page?.next });
      }),
      http.get(`${company}/conversations/:id`, ({ params }) =>
        HttpResponse.json({
          conversation_id: params.id,
          status: 'done',
          metadata: { phone_call: { call_sid: 'CA1' } },
          conversation_initiation_client_data: {
            dynamic_variables: { call_id: params.id === 'conv_1' ? call.callId : 'other' },
          },
        }),
      ),
    );
    const found = { kind: 'found', conversationId: 'conv_1', callSid: 'CA1' };
    expect(await connect().findCall(call, new Date())).toEqual(found);
    expect(await connect().findCall({ ...call, callId: crypto.randomUUID() }, new Date())).toEqual({
      kind: 'absent',
    });
  });

  describe('among many others', () => {
    const ids = Array.from({ length: 20 }, (_, n) => `conv_${n}`);
    const open = (answer: (id: string) => Response) =>
      says.use(
        http.get(`${company}/conversations`, () =>
          HttpResponse.json({ conversations: ids.map((id) => ({ conversation_id: id })), has_more: false }),
        ),
        http.get(`${company}/conversations/:id`, ({ params }) => answer(String(params.id))),
      );
    const told = (id: string, callId: string) =>
      HttpResponse.json({
        conversation_id: id,
        status: 'done',
        conversation_initiation_client_data: { dynamic_variables: { call_id: callId } },
      });
    const unreadable = () => HttpResponse.json({}, { status: 500 });

    test('one that cannot be opened does not hide the call that is looked for', async () => {
      open((id) => (id === 'conv_19' ? unreadable() : told(id, id === 'conv_3' ? call.callId : 'other')));
      expect(await connect().findCall(call, new Date())).toMatchObject({
        ...{ kind: 'found', conversationId: 'conv_3' },
      });
    });

    test('as long as one cannot be opened nobody knows that the call is none of them', async () => {
      open((id) => (id === 'conv_19' ? unreadable() : told(id, 'other')));
      expect(await connect().findCall(call, new Date())).toMatchObject({ kind: 'unknown' });
      open((id) => told(id, 'other'));
      expect(await connect().findCall(call, new Date())).toEqual({ kind: 'absent' });
    });

    test('a look that takes too long says that nobody knows', async () => {
      open((id) => told(id, 'other'));
      expect(await connect({ lookMs: -1 }).findCall(call, new Date())).toEqual({
        kind: 'unknown',
        reason: '20 conversations could not be opened in time',
      });
    });
  });

  test('a list without an end does not say that a call is absent', async () => {
    const conversations = Array.from({ length: 100 }, (_, n) => ({ conversation_id: `conv_${n}` }));
    says.use(
      http.get(`${company}/conversations`, () =>
        HttpResponse.json({ conversations, has_more: true, next_cursor: 'more' }),
      ),
    );
    expect(await connect().findCall(call, new Date())).toEqual({
      kind: 'unknown',
      reason: 'more than 300 conversations since then',
    });
  });

  test('a failed conversation says why nobody was reached; one with words was reached', async () => {
    const failed = (termination_reason: string, transcript: object[] = []) =>
      says.use(
        http.get(`${company}/conversations/conv_1`, () =>
          HttpResponse.json({
            conversation_id: 'conv_1',
            status: 'failed',
            transcript,
            metadata: { termination_reason, call_duration_secs: 0, phone_call: null },
          }),
        ),
      );
    const seen = [];
    for (const reason of ['busy', 'no-answer', 'Call was not answered', 'carrier error']) {
      failed(reason);
      const fetched = await connect().fetchCall('conv_1');
      seen.push(fetched.kind === 'fetched' && fetched.report.notReached);
    }
    expect(seen).toEqual(['busy', 'no_answer', 'no_answer', 'failed']);
    failed('LLM error', [{ role: 'user', message: 'Yes' }]);
    expect(await connect().fetchCall('conv_1')).toMatchObject({
      report: { notReached: null, endReason: 'LLM error' },
    });
  });

  test('without a key there is no provider', () => {
    expect(() => connect({ apiKey: ' ' })).toThrow('API key');
  });
});
