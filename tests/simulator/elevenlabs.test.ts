/** The pretend voice agents: their API as ElevenLabs answers it, calls that ring real pretend phones, signed events. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allLies, type Phone } from '../../src/simulator/index.ts';
import { recorded } from './support/lies.ts';
import { elevenLabsKey, elevenLabsSecret, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
let callee: Phone;
/** Quick, but a phone rings long enough to be answered by hand. */
const pace = { sentMs: 0, deliveredMs: 0, secondMs: 20 };
const ringingSeconds = 600;
beforeAll(async () => {
  stand = await startStand({ pace });
});
afterAll(() => stand.close());
beforeEach(() => {
  callee = stand.sim.network.newPhone();
});

const api = (path: string, init: RequestInit = {}) =>
  fetch(`${stand.sim.url}/v1/convai${path}`, {
    ...init,
    headers: { 'xi-api-key': elevenLabsKey, 'content-type': 'application/json' },
  });
const order = (more: object = {}) => ({
  agent_id: 'agent_reminders',
  agent_phone_number_id: `phnum_${pool.slice(1)}`,
  to_number: callee.number,
  conversation_initiation_client_data: { dynamic_variables: { call_id: 'c-1', name: 'Ann' } },
  telephony_call_config: { ringing_timeout_secs: ringingSeconds },
  ...more,
});
const post = (body: unknown) => api('/twilio/outbound-call', { method: 'POST', body: JSON.stringify(body) });

interface Placed {
  readonly conversation_id: string;
  readonly callSid: string;
}
async function ring(more: object = {}): Promise<Placed> {
  const answer = await post(order(more));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Placed;
}
const conversation = (id: string) => stand.sim.elevenlabs.conversations().find((one) => one.id === id);
const isAt = (id: string, status: string) =>
  stand.sim.waitFor(() => conversation(id)?.status === status, { what: `${id} being ${status}` });
/** The events of one conversation, once `count` of them have come. */
const eventsOf = (id: string, count = 1) =>
  stand.sim.waitFor(() => {
    const got = stand.service.at('/elevenlabs').filter(({ raw }) => raw.includes(id));
    return got.length >= count ? got : null;
  });
const isRinging = () => stand.sim.waitFor(() => callee.calls.at(-1)?.status === 'ringing');

describe('the API', () => {
  it('knows its key, and says so when it does not', async () => {
    const answer = await fetch(`${stand.sim.url}/v1/convai/conversations`, {
      headers: { 'xi-api-key': 'wrong' },
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ detail: { status: 'invalid_api_key' } });
  });

  it('names what is missing (422), who is unknown (404), and what Twilio refuses (200, not a success)', async () => {
    const missing = await post({ agent_id: 'agent_reminders' });
    expect(missing.status).toBe(422);
    const { detail } = (await missing.json()) as { detail: { loc: string[] }[] };
    expect(detail.map(({ loc }) => loc)).toEqual([
      ['body', 'agent_phone_number_id'],
      ['body', 'to_number'],
    ]);
    expect((await post(order({ agent_id: 'nobody' }))).status).toBe(404);
    expect((await post(order({ agent_phone_number_id: 'phnum_1' }))).status).toBe(404);
    const refused = await post(order({ to_number: '12' }));
    expect(await refused.json()).toMatchObject({ success: false, conversation_id: null });
    expect((await api('/conversations/conv_none')).status).toBe(404);
  });

  it('tells the numbers that were imported', async () => {
    const numbers = (await (await api('/phone-numbers')).json()) as unknown[];
    expect(numbers).toContainEqual(
      expect.objectContaining({
        phone_number: pool,
        phone_number_id: `phnum_${pool.slice(1)}`,
        provider: 'twilio',
      }),
    );
  });

  it('lists conversations newest first, page after page, by agent and time', async () => {
    callee.setBehaviour('busy');
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await ring({ agent_id: 'agent_pages' })).conversation_id);
    const page = async (query: string) =>
      (await (await api(`/conversations?agent_id=agent_pages&${query}`)).json()) as {
        conversations: { conversation_id: string }[];
        has_more: boolean;
        next_cursor: string | null;
      };
    const first = await page('page_size=2');
    const second = await page(`page_size=2&cursor=${first.next_cursor}`);
    const shown = [...first.conversations, ...second.conversations].map((one) => one.conversation_id);
    expect(shown).toEqual(ids);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
    const future = Math.floor(Date.now() / 1000) + 60;
    expect((await page(`call_start_after_unix=${future}`)).conversations).toEqual([]);
    expect((await page(`call_start_before_unix=${future}`)).conversations).toHaveLength(3);
    expect((await api('/conversations?page_size=101')).status).toBe(422);
  });

  it('refuses more calls at once than the plan has', async () => {
    const small = await startStand({
      pace,
      elevenlabs: { apiKey: elevenLabsKey, webhookSecret: elevenLabsSecret, mostCalls: 1 },
    });
    try {
      const call = (to: string) =>
        fetch(`${small.sim.url}/v1/convai/twilio/outbound-call`, {
          method: 'POST',
          headers: { 'xi-api-key': elevenLabsKey },
          body: JSON.stringify(order({ to_number: to })),
        });
      expect((await call('+447700900801')).status).toBe(200);
      const refused = await call('+447700900802');
      expect(refused.status).toBe(429);
      expect(await refused.json()).toMatchObject({ detail: { status: 'too_many_concurrent_requests' } });
    } finally {
      await small.close();
    }
  });
});

describe('a call', () => {
  it('rings the phone, speaks, listens, ends, and is told of with everything that was said', async () => {
    const { conversation_id: id, callSid } = await ring();
    await isRinging();
    expect(callee.calls.at(-1)?.peer).toBe(pool);
    expect(await (await api(`/conversations/${id}`)).json()).toMatchObject({
      status: 'initiated',
      transcript: [],
    });
    callee.answer();
    await isAt(id, 'in-progress');
    callee.speak('Yes, that is fine');
    await isAt(id, 'done');
    const [event] = await eventsOf(id);
    const told = JSON.parse(event?.raw ?? '');
    expect(told).toMatchObject({
      type: 'post_call_transcription',
      data: {
        conversation_id: id,
        status: 'done',
        metadata: { phone_call: { call_sid: callSid, external_number: callee.number, agent_number: pool } },
        conversation_initiation_client_data: { dynamic_variables: { call_id: 'c-1' } },
      },
    });
    const said = told.data.transcript.map(
      (turn: { role: string; message: string }) => `${turn.role}: ${turn.message}`,
    );
    expect(said).toEqual([
      'agent: Hello Ann, this is an automated call. Is that all right with you?',
      'user: Yes, that is fine',
      'agent: Thank you, I have written that down. Goodbye.',
    ]);
    expect(told.data.metadata.termination_reason).toBe('end_call tool was called.');
    expect(await (await api(`/conversations/${id}`)).json()).toEqual(told.data);
    // The phone hears what the transcript says.
    expect(callee.calls.at(-1)?.heard.map(({ text }) => text)).toEqual(
      said.map((line: string) => line.split(': ')[1]),
    );
  });

  it('signs its events over the very bytes', async () => {
    callee.setBehaviour('busy');
    const [event] = await eventsOf((await ring()).conversation_id);
    const [, at, hex] =
      /^t=(\d+),v0=([0-9a-f]{64})$/.exec(event?.headers.get('elevenlabs-signature') ?? '') ?? [];
    const expected = createHmac('sha256', elevenLabsSecret).update(`${at}.${event?.raw}`).digest('hex');
    expect(hex).toBe(expected);
    expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(60);
  });

  it.each([
    ['a busy phone', 'busy', null, 'busy', 'busy'],
    ['a phone out of reach', 'unreachable', null, 'unknown', 'failed'],
    ['a call declined', 'no-answer', 'decline', 'busy', 'busy'],
    ['a call let ring', 'no-answer', 'letRing', 'no-answer', 'no-answer'],
  ] as const)(
    'that nobody takes is told of as a failed start: %s',
    async (_, behaviour, act, reason, status) => {
      callee.setBehaviour(behaviour);
      const { conversation_id: id, callSid } = await ring();
      if (act) {
        await isRinging();
        callee[act]();
      }
      const [event] = await eventsOf(id);
      expect(JSON.parse(event?.raw ?? '')).toMatchObject({
        type: 'call_initiation_failure',
        data: {
          conversation_id: id,
          failure_reason: reason,
          metadata: { type: 'twilio', body: { CallSid: callSid, CallStatus: status, To: callee.number } },
        },
      });
      expect(conversation(id)?.status).toBe('failed');
    },
  );

  it('ends when the callee hangs up, and when the service ends the leg', async () => {
    const first = await ring();
    await isRinging();
    callee.answer();
    await isAt(first.conversation_id, 'in-progress');
    callee.hangUp();
    await isAt(first.conversation_id, 'done');
    expect(conversation(first.conversation_id)?.terminationReason).toBe('Call ended by remote party');

    const second = await ring();
    await isRinging();
    callee.answer();
    await isAt(second.conversation_id, 'in-progress');
    await stand.twilio.calls(second.callSid).update({ status: 'completed' });
    await isAt(second.conversation_id, 'done');
    expect(callee.calls.at(-1)?.status).toBe('ended');
  });

  it('writes down keys, and asks once more before it gives up', async () => {
    callee.setBehaviour('answers', ['Pardon?', '9']);
    const { conversation_id: id } = await ring({ agent_id: 'agent_keys' });
    await isAt(id, 'done');
    expect(conversation(id)?.transcript.map(({ message }) => message)).toEqual([
      'Hello Ann, this is an automated call. Is that all right with you?',
      'Pardon?',
      'Sorry, I did not understand. Is that a yes or a no?',
      '9',
      'I understand. You will not be called again. Goodbye.',
    ]);
  });

  it('may begin with the words of the call itself', async () => {
    callee.setBehaviour('answers', ['evet']);
    const data = {
      dynamic_variables: { name: 'Ayşe' },
      conversation_config_override: { agent: { first_message: 'Merhaba {{name}}, bakiye {{amount}}.' } },
    };
    const { conversation_id: id } = await ring({ conversation_initiation_client_data: data });
    await isAt(id, 'done');
    expect(conversation(id)?.transcript[0]?.message).toBe('Merhaba Ayşe, bakiye.');
  });

  it('that a voicemail takes has its greeting as the words of the callee', async () => {
    callee.setBehaviour('voicemail');
    const { conversation_id: id } = await ring({ telephony_call_config: { ringing_timeout_secs: 5 } });
    await isAt(id, 'done');
    const heard = conversation(id)?.transcript.filter(({ role }) => role === 'user');
    expect(heard?.[0]?.message).toBe('The person you are calling is not available. Please leave a message.');
  });

  it('is in the record of the network once for each time it was asked for', async () => {
    callee.setBehaviour('busy');
    const { callSid } = await ring();
    const asked = (await recorded(stand.sim, 'asked')).filter((entry) => entry.to === callee.number);
    expect(asked).toMatchObject([{ what: 'call', sid: callSid, done: 'accepted', answered: 'yes' }]);
  });
});

describe('tools', () => {
  it.each([
    ['Please do not call me again', 'set_do_not_call'],
    ['I want to speak to a person', 'create_callback'],
    ['Call me tomorrow', 'schedule_followup'],
    ['Call me tomorrow at 3 pm', 'log_call_outcome'],
    ['No.', 'log_call_outcome'],
    ['Evet, tamam', 'log_call_outcome'],
  ])('"%s" makes the agent use %s, with the secret in the header', async (words, name) => {
    callee.setBehaviour('answers', [words]);
    stand.service.on(`/tools/${name}`, () => Response.json({ ok: true }));
    const { conversation_id: id } = await ring();
    await isAt(id, 'done');
    const used = stand.service.at(`/tools/${name}`).filter(({ raw }) => raw.includes(id));
    expect(used).toHaveLength(1);
    expect(used[0]?.headers.get('x-tool-secret')).toBe('a-tool-secret');
    expect(JSON.parse(used[0]?.raw ?? '')).toMatchObject({ conversation_id: id });
    const answer = (await (await api(`/conversations/${id}`)).json()) as {
      transcript: { tool_results: { tool_name: string; is_error: boolean; result_value: string }[] }[];
    };
    expect(answer.transcript.at(-1)?.tool_results).toMatchObject([
      { tool_name: name, is_error: false, result_value: '{"ok":true}' },
    ]);
  });

  it('are left alone by an agent whose tools were switched off, and can be used by hand', async () => {
    stand.sim.elevenlabs.setUsesTools('agent_bare', false);
    callee.setBehaviour('answers', ['Never call me again']);
    const { conversation_id: id } = await ring({ agent_id: 'agent_bare' });
    await isAt(id, 'done');
    expect(
      stand.service.got.filter(({ path, raw }) => path.startsWith('/tools/') && raw.includes(id)),
    ).toEqual([]);
    const used = await fetch(
      `${stand.sim.url}/_sim/elevenlabs/conversations/${id}/tools/customer_data_lookup`,
      { method: 'POST', body: JSON.stringify({ what: 'everything' }) },
    );
    expect(await used.json()).toMatchObject({ name: 'customer_data_lookup', result: { status: 200 } });
    const [got] = stand.service.at('/tools/customer_data_lookup');
    expect(JSON.parse(got?.raw ?? '')).toEqual({ conversation_id: id, call_id: 'c-1', what: 'everything' });
  });
});

describe('the control API', () => {
  it('sends any event rightly signed, and an old one again', async () => {
    const send = (path: string, body?: object) =>
      fetch(`${stand.sim.url}/_sim/elevenlabs${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
    await send('/events', { type: 'conversation.started', data: { conversation_id: 'conv_by_hand' } });
    const [started] = await eventsOf('conv_by_hand');
    expect(JSON.parse(started?.raw ?? '')).toMatchObject({ type: 'conversation.started' });
    callee.setBehaviour('busy');
    const { conversation_id: id } = await ring();
    await eventsOf(id);
    await send(`/conversations/${id}/resend`);
    const [one, other] = await eventsOf(id, 2);
    expect(JSON.parse(other?.raw ?? '').data).toEqual(JSON.parse(one?.raw ?? '').data);
    expect((await send('/conversations/conv_none/resend')).status).toBe(400);
  });
});

describe('lies', () => {
  it('are told about its API and its events as about the others', async () => {
    const lying = await startStand({ lies: { seed: 1, rate: 1, kinds: ['elevenlabs_429'] } });
    try {
      const answer = await fetch(`${lying.sim.url}/v1/convai/conversations`, {
        headers: { 'xi-api-key': elevenLabsKey },
      });
      expect(answer.status).toBe(429);
      expect(await answer.json()).toMatchObject({ detail: { status: 'system_busy' } });
      lying.sim.lies.set({ kinds: ['webhook_drop'] });
      lying.sim.network.phone(callee.number).setBehaviour('busy');
      await fetch(`${lying.sim.url}/v1/convai/twilio/outbound-call`, {
        method: 'POST',
        headers: { 'xi-api-key': elevenLabsKey },
        body: JSON.stringify(order()),
      });
      const dropped = await lying.sim.waitFor(() =>
        lying.sim.network.webhooks().find(({ kind }) => kind === 'elevenlabs'),
      );
      expect(dropped).toMatchObject({ failure: 'dropped', lie: 'webhook_drop' });
      expect(lying.service.at('/elevenlabs')).toEqual([]);
    } finally {
      await lying.close();
    }
  });

  it('show a conversation a step back, and a list without those that still ring', async () => {
    const read = async (id: string) =>
      (await (await api(`/conversations/${id}`)).json()) as { status: string; transcript: unknown[] };
    const show = async (id: string) => (await read(id)).status;
    const isListed = async (id: string) =>
      (await (await api('/conversations?page_size=100')).text()).includes(id);
    try {
      const { conversation_id: id } = await ring();
      await isRinging();
      expect([await show(id), await isListed(id)]).toEqual(['initiated', true]);
      stand.sim.lies.set({ rate: 1, kinds: ['elevenlabs_lag'] });
      expect([await show(id), await isListed(id)]).toEqual(['initiated', false]);
      callee.answer();
      await isAt(id, 'in-progress');
      expect([await show(id), await isListed(id)]).toEqual(['initiated', true]);
      callee.hangUp();
      await isAt(id, 'done');
      // What was said is told at the end, and a step back is before it.
      expect(await read(id)).toMatchObject({ status: 'processing', transcript: [] });
      stand.sim.lies.set({ rate: 0 });
      const told = await read(id);
      expect(told.status).toBe('done');
      expect(told.transcript).not.toEqual([]);
    } finally {
      stand.sim.lies.set({ rate: 0, kinds: allLies });
    }
  });

  it.each([
    ['elevenlabs_500', 2],
    ['elevenlabs_reset', 2],
    ['elevenlabs_garbage', 2],
    ['elevenlabs_429', 1],
  ] as const)('%s leaves open whether somebody was rung; asked too often, nobody was', async (kind, ways) => {
    callee.setBehaviour('busy');
    const rung = new Set<boolean>();
    try {
      // Twenty coins do not all fall on one side.
      for (let seed = 1; seed <= 20; seed += 1) {
        stand.sim.lies.set({ seed, rate: 1, kinds: [kind] });
        const data = { dynamic_variables: { call_id: `${kind} ${seed}` } };
        await post(order({ conversation_initiation_client_data: data })).catch(() => null);
        const calls = stand.sim.elevenlabs.conversations();
        rung.add(calls.some(({ variables }) => variables.call_id === `${kind} ${seed}`));
      }
    } finally {
      stand.sim.lies.set({ rate: 0, kinds: allLies });
    }
    expect([rung.has(false), rung.size]).toEqual([true, ways]);
  });

  it('break the connection and garble the answer', async () => {
    try {
      stand.sim.lies.set({ rate: 1, kinds: ['elevenlabs_reset'] });
      await expect(post(order())).rejects.toThrow();
      stand.sim.lies.set({ kinds: ['elevenlabs_garbage'] });
      const answer = await post(order());
      expect(answer.status).toBe(200);
      await expect(answer.json()).rejects.toThrow();
    } finally {
      stand.sim.lies.set({ rate: 0, kinds: allLies });
    }
  });
});
