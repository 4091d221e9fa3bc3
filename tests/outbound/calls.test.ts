/** One call on a real database: the gate, the dialling, its end, and what follows from it. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { mayCall } from '../../src/consent/index.ts';
import {
  type OutboundTerms,
  recordToolCall,
  refuseInboundCall,
  requestCall,
  runFollowUps,
} from '../../src/outbound/index.ts';
import { keepLane } from '../../src/outbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { ADA, ANNA, accepted, MORNING, OUR_NUMBER, OWNER, openWorld, TERMS } from './world.ts';

const world = await openWorld();
const { db, clock, tools } = world;
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  clock.turn(Date.parse(MORNING) - clock.now().getTime());
});

const operator = (phone: string) =>
  db.sql`INSERT INTO do_not_call (org_id, phone, source) VALUES (${ADA}, ${phone}, 'MANUAL_TEST')`;
const minutes = (n: number) => n * 60_000;

describe('the gate', () => {
  const withTerms = (terms: Partial<OutboundTerms>) => ({ ...tools, terms: { ...TERMS, ...terms } });
  const asked = { orgId: ADA, callType: 'BILLING_REMINDER', phone: ANNA } as const;

  test.each([
    { why: 'disabled', terms: { isEnabled: false } },
    { why: 'not_canary', terms: { canaryOrgIds: new Set<string>() } },
    { why: 'not_canary', terms: { canaryOrgIds: new Set(['ad', 'ada2']) } },
    { why: 'no_agent', terms: { defaultAgentId: null } },
  ])('$why', async ({ why, terms }) => {
    expect(await requestCall(withTerms(terms), asked)).toEqual({ kind: 'refused', reason: why });
    expect(await world.calls()).toEqual([]);
  });

  test('another organization\u2019s number or agent, and nobody\u2019s', async () => {
    await db.sql`INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number)
      VALUES ('ben', '+447700900399', '+447700900399', '+447700900398')`;
    await db.sql`INSERT INTO voice_agents (id, org_id) VALUES ('agent_ben', 'ben')`;
    const refusal = async (change: object) => (await world.request(change)) as { reason: string };
    expect((await refusal({ ourNumber: '+447700900398' })).reason).toBe('foreign_number');
    expect((await refusal({ ourNumber: '+447700900397' })).reason).toBe('foreign_number');
    expect((await refusal({ agentId: 'agent_ben' })).reason).toBe('foreign_agent');
    expect((await refusal({ phone: '12' })).reason).toBe('bad_phone');
    await db.sql`UPDATE organizations SET twilio_number = NULL WHERE id = ${ADA}`;
    expect((await refusal({})).reason).toBe('no_number');
    expect(await world.calls()).toEqual([]);
  });

  test.each(['07700 900311', '+44 7700 900311', '0044 7700-900311', '447700900311'])(
    'who is on the list is not called, spelled %s',
    async (phone) => {
      await operator(ANNA);
      expect(await world.request({ phone })).toEqual({ kind: 'refused', reason: 'do_not_call' });
      await world.work();
      expect(world.agents.dialled).toEqual([]);
    },
  );

  test('a STOP by text stops calls as well', async () => {
    await db.sql`INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
      VALUES (${`org:${ADA}`}, ${ANNA}, 'sms', ${ADA}, true, now())`;
    expect(await world.request()).toEqual({ kind: 'refused', reason: 'do_not_call' });
  });

  test('the organization vouches for a consent, once, in the ledger; it never lifts a refusal', async () => {
    await world.request();
    await world.request();
    const ledger = await db.sql`SELECT phone, channel, action, source, words FROM consent_ledger`;
    expect(ledger).toEqual([
      expect.objectContaining({
        ...{ phone: ANNA, channel: 'call', action: 'opt_in', source: 'operator' },
        words: 'asked for by the organization: BILLING_REMINDER',
      }),
    ]);
    await operator(ANNA);
    await world.request();
    expect(await mayCall(db.engine, { orgId: ADA, ourNumber: OUR_NUMBER, phone: ANNA })).toBe(false);
  });

  test('no consent, no call: where the ledger must have said so, or the caller says that nobody agreed', async () => {
    const refused = { kind: 'refused', reason: 'no_consent' };
    expect(await world.request({ hasConsent: false })).toEqual(refused);
    await db.sql`INSERT INTO outbound_settings (org_id, consent_policy) VALUES (${ADA}, 'recorded')`;
    expect(await world.request()).toEqual(refused);
    expect(await world.request({ hasConsent: true })).toMatchObject({ kind: 'accepted' });
    // From now on the ledger says so.
    expect(await world.request()).toMatchObject({ kind: 'accepted' });
  });

  test.each([
    { at: '2030-11-22T20:59:59.000Z', status: 'dialling', waitsFor: null, notBefore: null },
    {
      at: '2030-11-22T21:00:00.000Z',
      status: 'queued',
      waitsFor: 'window',
      notBefore: '2030-11-23T08:00:00.000Z',
    },
    {
      at: '2030-11-23T07:59:59.000Z',
      status: 'queued',
      waitsFor: 'window',
      notBefore: '2030-11-23T08:00:00.000Z',
    },
  ])('at $at: $status', async ({ at, ...expected }) => {
    clock.turn(Date.parse(at) - clock.now().getTime());
    expect(await world.request()).toMatchObject({ kind: 'accepted', ...expected });
  });

  test('the hour is the one where they are: 19:00 in London is 22:00 in Istanbul', async () => {
    clock.turn(9 * 3_600_000);
    expect(await world.request({ phone: '+905551234567' })).toMatchObject({ waitsFor: 'window' });
    expect(await world.request()).toMatchObject({ status: 'dialling' });
  });

  test('not on the days on which the organization does not call', async () => {
    await db.sql`INSERT INTO outbound_settings (org_id, calling_days) VALUES (${ADA}, '{mon,tue}')`;
    expect(await world.request()).toMatchObject({
      waitsFor: 'window',
      notBefore: '2030-11-25T08:00:00.000Z',
    });
  });

  test('the daily limit puts off until the next morning, and nothing is lost', async () => {
    await db.sql`INSERT INTO outbound_settings (org_id, daily_limit) VALUES (${ADA}, 1)`;
    await world.request();
    const second = await world.request({ phone: '+447700900312' });
    expect(second).toMatchObject({ waitsFor: 'daily_limit', notBefore: '2030-11-23T08:00:00.000Z' });
    await world.work();
    expect(world.agents.dialled).toHaveLength(1);
    clock.turn(24 * 3_600_000);
    await world.work();
    expect(world.agents.dialled).toHaveLength(2);
  });

  test('the eleventh call waits for a slot, and has it when one has ended', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 11; n += 1) {
      ids.push(await accepted(world.request({ phone: `+4477009004${String(n).padStart(2, '0')}` })));
    }
    expect(await world.call(ids[10] ?? '')).toMatchObject({ status: 'queued', waits_for: 'slot' });
    clock.turn(2_000);
    await world.work();
    expect(world.agents.dialled).toHaveLength(10);
    await world.ends(ids[3] ?? '', 'yes please');
    await world.work();
    expect(world.agents.dialled).toHaveLength(11);
    expect(world.agents.dialled.at(-1)?.callId).toBe(ids[10]);
  });

  test('a slot whose call is never heard of again is free after its lease', async () => {
    await db.sql`INSERT INTO outbound_settings (org_id, concurrency) VALUES (${ADA}, 1)`;
    await world.request();
    const second = await accepted(world.request({ phone: '+447700900312' }));
    await world.work();
    clock.turn(minutes(16));
    await world.work();
    expect((await world.call(second)).status).toBe('dialling');
  });

  test('flags that are switched off while a call waits hold it, and do not lose it', async () => {
    const call = await accepted(world.request());
    const off = { ...world.keep, outbound: { ...TERMS, isEnabled: false } };
    await keepLane(`agent:${ADA}`, off);
    expect(world.agents.dialled).toEqual([]);
    expect(await world.call(call)).toMatchObject({ status: 'queued', waits_for: 'flag' });
    clock.turn(minutes(2));
    await world.work();
    expect(world.agents.dialled).toHaveLength(1);
  });

  test('a consent that was erased while the call waited: nobody is rung, and it is over', async () => {
    clock.turn(12 * 3_600_000);
    const call = await accepted(world.request());
    await db.sql`DELETE FROM consents WHERE phone = ${ANNA} AND channel = 'call'`;
    clock.turn(12 * 3_600_000);
    await world.work();
    expect(await world.call(call)).toMatchObject({ status: 'refused', end_reason: 'no_consent' });
    expect(world.agents.dialled).toEqual([]);
  });

  test('whoever is on the phone is not rung from another number of the organization meanwhile', async () => {
    const first = await accepted(world.request());
    await world.work();
    await db.sql`UPDATE organizations SET twilio_number = '+447700900302' WHERE id = ${ADA}`;
    const second = await accepted(world.request());
    await world.work();
    expect(await world.call(second)).toMatchObject({ status: 'queued', waits_for: 'earlier_call' });
    expect(world.agents.dialled.map(({ callId }) => callId)).toEqual([first]);
    await world.ends(first, 'yes please');
    clock.turn(minutes(2));
    await world.work();
    expect(world.agents.dialled.map(({ callId }) => callId)).toEqual([first, second]);
  });

  test('between promise and dialling the list is asked again, and so is the hour', async () => {
    const call = await accepted(world.request());
    await operator(ANNA);
    await world.work();
    expect(await world.call(call)).toMatchObject({ status: 'do_not_call' });
    clock.turn(Date.parse('2030-11-22T20:59:30.000Z') - clock.now().getTime());
    const late = await accepted(world.request({ phone: '+447700900312' }));
    clock.turn(minutes(1));
    await world.work();
    expect(world.agents.dialled).toEqual([]);
    expect(await world.call(late)).toMatchObject({ status: 'queued', waits_for: 'window' });
    const [{ used } = { used: -1 }] = await db.sql`SELECT used FROM outbound_usage`;
    expect(used).toBe(1);
  });
});

describe('the life of a call', () => {
  test('requested, dialled, answered, completed, with its label', async () => {
    const call = await accepted(world.request({ name: 'Anna', variables: { amount: '20 pounds' } }));
    await world.work();
    expect(world.agents.dialled).toEqual([
      expect.objectContaining({ callId: call, from: OUR_NUMBER, to: ANNA, agentId: 'agent_product' }),
    ]);
    expect(world.agents.dialled[0]?.variables).toEqual({
      ...{ amount: '20 pounds', name: 'Anna', call_type: 'BILLING_REMINDER' },
    });
    await world.report(call, { status: 'in-progress', endReason: null });
    expect((await world.call(call)).status).toBe('answered');
    await world.ends(call, 'yes please');
    expect(await world.call(call)).toMatchObject({
      status: 'completed',
      conversation_id: `conv_${call}`,
      analysis: { label: 'YES', callType: 'BILLING_REMINDER', mode: 'KEYWORD_ONLY' },
    });
    expect(await db.sql`SELECT * FROM call_slots`).toEqual([]);
    expect(world.engine.caught.records('phone_outbound_v1').length).toBeGreaterThan(2);
  });

  test('asked twice with one id it is one call', async () => {
    const callId = newId();
    await world.request({ callId });
    await world.request({ callId });
    await world.work();
    expect(await world.calls()).toHaveLength(1);
    expect(world.agents.dialled).toHaveLength(1);
  });

  test('a webhook that comes twice, late, or before the answer to the dialling', async () => {
    const call = await accepted(world.request());
    await world.ends(call, 'yes please');
    await world.work();
    expect(world.agents.dialled).toEqual([]);
    await world.ends(call, 'never call me again');
    expect(await world.call(call)).toMatchObject({ status: 'completed', analysis: { label: 'YES' } });
    expect(await mayCall(db.engine, { orgId: ADA, ourNumber: OUR_NUMBER, phone: ANNA })).toBe(true);
    expect(await world.report(newId(), {})).toBe('unknown_call');
  });

  test('without a webhook the company is asked', async () => {
    const call = await accepted(world.request());
    await world.work();
    world.agents.onFetch = () => ({
      kind: 'fetched',
      report: {
        ...{ conversationId: `conv_${call}`, callSid: null, callId: call, status: 'done', notReached: null },
        ...{ endReason: null, turns: [{ role: 'user', text: 'no thank you' }], dtmf: null },
        ...{ summary: null, durationS: 9 },
      },
    });
    clock.turn(30_000);
    await world.timers();
    await world.work();
    expect(world.agents.asked).toEqual([`conv_${call}`]);
    expect(await world.call(call)).toMatchObject({ status: 'completed', analysis: { label: 'NO' } });
  });

  test('nobody answers: three tries, each a row, then it is over', async () => {
    const call = await accepted(world.request());
    const missed = async (id: string) => {
      await world.work();
      await world.report(id, { status: 'failed', notReached: 'no_answer' });
    };
    await missed(call);
    const second = (await world.calls())[1];
    expect(second).toMatchObject({ origin: 'retry', attempt: 2, follows: call, waits_for: 'retry' });
    expect(second?.not_before).toEqual(new Date(Date.parse(MORNING) + minutes(30)));
    clock.turn(minutes(30));
    await missed(second?.id ?? '');
    const third = (await world.calls())[2];
    clock.turn(minutes(240));
    await missed(third?.id ?? '');
    expect((await world.calls()).map(({ status }) => status)).toEqual([
      'no_answer',
      'no_answer',
      'no_answer',
    ]);
    expect(world.agents.dialled).toHaveLength(3);
  });
});

describe('the company does not answer', () => {
  test('429 certainly rang nobody: tried again, once, and the call is not lost', async () => {
    const call = await accepted(world.request());
    const busy = { kind: 'retry', afterMs: 1_000, code: '429', reason: 'too many' } as const;
    world.agents.onPlace = () => busy;
    await world.work();
    expect((await world.call(call)).status).toBe('dialling');
    world.agents.onPlace = () => ({ kind: 'placed', conversationId: 'conv_1', callSid: null });
    clock.turn(10_000);
    await world.work();
    expect(world.agents.dialled).toHaveLength(2);
    expect((await world.call(call)).conversation_id).toBe('conv_1');
  });

  test('unknown and found: nobody is rung twice', async () => {
    const call = await accepted(world.request());
    world.agents.onPlace = () => ({ kind: 'unknown', reason: 'timeout' });
    world.agents.onFind = () => ({ kind: 'found', conversationId: 'conv_found', callSid: 'CA1' });
    await world.work();
    clock.turn(minutes(1));
    await world.work();
    expect(world.agents.dialled).toHaveLength(1);
    expect(await world.call(call)).toMatchObject({ status: 'dialling', conversation_id: 'conv_found' });
  });

  test('unknown, and certainly not there: dialled then, because nobody is forgotten either', async () => {
    await world.request();
    let tries = 0;
    world.agents.onPlace = ({ callId }) => {
      tries += 1;
      if (tries === 1) return { kind: 'unknown', reason: 'timeout' };
      return { kind: 'placed', conversationId: `conv_${callId}`, callSid: null };
    };
    await world.work();
    clock.turn(minutes(1));
    await world.work();
    expect([world.agents.dialled.length, world.agents.sought.length]).toEqual([2, 1]);
  });

  test('the database goes away while it is looked at once more: it is dialled when it is back', async () => {
    const callId = await accepted(world.request());
    let looks = 0;
    const terms = {
      ...TERMS,
      // Asked in the last look, after the row was read.
      get canaryOrgIds(): ReadonlySet<string> {
        looks += 1;
        if (looks === 1)
          throw Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
        return TERMS.canaryOrgIds;
      },
    };
    const lane = `agent:${ADA}`;
    await keepLane(lane, { ...world.keep, outbound: terms });
    expect(world.agents.dialled).toEqual([]);
    expect((await world.call(callId)).status).toBe('dialling');
    clock.turn(minutes(1));
    await keepLane(lane, { ...world.keep, outbound: terms });
    expect(world.agents.dialled).toHaveLength(1);
    expect((await world.call(callId)).conversation_id).toBe(`conv_${callId}`);
  });

  test('unknown for ever: unclear, never dialled again', async () => {
    const call = await accepted(world.request());
    world.agents.onPlace = () => ({ kind: 'unknown', reason: 'timeout' });
    world.agents.onFind = () => ({ kind: 'unknown', reason: 'away' });
    for (let look = 0; look < 12; look += 1) {
      await world.work();
      clock.turn(minutes(5));
    }
    expect(world.agents.dialled).toHaveLength(1);
    expect(await world.call(call)).toMatchObject({ status: 'unclear', end_reason: 'away' });
    await world.work();
    expect((await world.calls()).length).toBe(1);
  });

  test('opted out while it was unknown: looked for, and not dialled', async () => {
    const call = await accepted(world.request());
    world.agents.onPlace = () => ({ kind: 'unknown', reason: 'timeout' });
    await world.work();
    await operator(ANNA);
    clock.turn(minutes(1));
    await world.work();
    expect(world.agents.dialled).toHaveLength(1);
    expect((await world.call(call)).status).toBe('do_not_call');
  });
});

describe('what follows', () => {
  const dialled = async (change = {}) => {
    const call = await accepted(world.request(change));
    await world.work();
    return call;
  };

  test('DONT_CALL: ledger, list, and everything queued for that phone is cancelled', async () => {
    const call = await dialled();
    const waiting = await accepted(world.request({ callType: 'SHIPPING_UPDATE' }));
    expect((await world.call(waiting)).waits_for).toBe('earlier_call');
    await world.ends(call, 'please stop calling me');
    expect(await world.call(waiting)).toMatchObject({ status: 'cancelled', end_reason: 'do_not_call' });
    const ledger = await db.sql`SELECT action, source FROM consent_ledger ORDER BY id`;
    expect(ledger.at(-1)).toMatchObject({ action: 'opt_out', source: 'call' });
    expect(await db.sql`SELECT phone, source FROM do_not_call`).toEqual([
      expect.objectContaining({ phone: ANNA, source: 'CALL' }),
    ]);
    expect(await world.request()).toEqual({ kind: 'refused', reason: 'do_not_call' });
  });

  test('LATER: called again when they said, once, with the same words to say', async () => {
    const call = await dialled({ variables: { amount: '20' } });
    await world.ends(call, 'call me tomorrow at ten');
    await runFollowUps(tools);
    expect(await world.calls()).toHaveLength(1);
    clock.turn(24 * 3_600_000);
    await Promise.all([runFollowUps(tools), runFollowUps(tools)]);
    const [, next] = await world.calls();
    expect(await world.calls()).toHaveLength(2);
    expect(next).toMatchObject({ origin: 'follow_up', follows: call });
    await world.work();
    expect(world.agents.dialled.at(-1)).toMatchObject({ callId: next?.id, variables: { amount: '20' } });
    expect(await db.sql`SELECT status, next_call_id FROM follow_ups`).toEqual([
      expect.objectContaining({ status: 'done', next_call_id: next?.id }),
    ]);
  });

  test('a text that was promised is sent when it is due', async () => {
    const call = await dialled();
    await world.ends(call, 'I am busy, text me tomorrow at ten');
    clock.turn(24 * 3_600_000);
    await runFollowUps(tools);
    await runFollowUps(tools);
    await keepLane(`sms:${OUR_NUMBER}`, world.keep);
    const sent = world.texts.sent.filter(({ to }) => to === ANNA);
    expect(sent.map(({ body }) => body)).toEqual([expect.stringContaining('You asked us to text you')]);
    expect(await world.calls()).toHaveLength(1);
  });

  test('ASK_AGENT: a callback is open, and the owner is told by text', async () => {
    const call = await dialled({ name: 'Anna' });
    await world.ends(call, 'let me talk to a person');
    expect(await db.sql`SELECT phone, name, status FROM callbacks`).toEqual([
      expect.objectContaining({ phone: ANNA, name: 'Anna', status: 'pending' }),
    ]);
    const [promise] =
      await db.sql`SELECT recipient, payload ->> 'body' AS body FROM outbox WHERE kind = 'sendText'`;
    expect(promise).toMatchObject({ recipient: OWNER, body: expect.stringContaining('Please ring Anna') });
  });
});

describe('the agent\u2019s tools', () => {
  const use = (call: string, tool: string, params: Record<string, unknown>, toolCallId = newId()) =>
    recordToolCall(tools, { conversationId: `conv_${call}`, toolCallId, tool, params });
  const live = async () => {
    const call = await accepted(world.request());
    await world.work();
    return call;
  };

  test('each of the four does what it says, a repeated one nothing more', async () => {
    const call = await live();
    const done = (tool: string, isRepeated = false) => ({ kind: 'done', tool, isRepeated });
    expect(await use(call, 'log_call_outcome', { outcome: 'no', notes: 'moved' })).toEqual(
      done('log_call_outcome'),
    );
    expect(await world.call(call)).toMatchObject({
      status: 'answered',
      analysis: { label: 'NO', notes: 'moved' },
    });
    expect(await use(call, 'create_callback', { reason: 'price' }, 't1')).toEqual(done('create_callback'));
    expect(await use(call, 'create_callback', { reason: 'price' }, 't1')).toEqual(
      done('create_callback', true),
    );
    expect(await db.sql`SELECT * FROM callbacks`).toHaveLength(1);
    expect(await use(call, 'schedule_followup', { scheduled_for: '2030-11-25T15:00' })).toEqual(
      done('schedule_followup'),
    );
    const [followUp] = await db.sql`SELECT scheduled_for FROM follow_ups`;
    expect(followUp?.scheduled_for).toEqual(new Date('2030-11-25T15:00:00Z'));
    expect(await use(call, 'set_do_not_call', {})).toEqual(done('set_do_not_call'));
    expect(await world.request()).toEqual({ kind: 'refused', reason: 'do_not_call' });
    expect(await db.sql`SELECT status FROM follow_ups`).toEqual([
      expect.objectContaining({ status: 'cancelled' }),
    ]);
  });

  test('a fifth, a stranger\u2019s, an ended one, a wrong one: answered, logged, and nothing changes', async () => {
    const call = await live();
    const before = await db.sql`SELECT count(*) FROM transitions`;
    expect(await use(call, 'customer_data_lookup', {})).toEqual({ kind: 'not_allowed' });
    expect(world.engine.caught.records('TOOL_NOT_ALLOWED_IN_PHONE_OUTBOUND_V1')).toHaveLength(1);
    expect(await use('nobody', 'set_do_not_call', {})).toEqual({ kind: 'unknown_call' });
    expect(await use(call, 'log_call_outcome', { outcome: 'MAYBE' })).toMatchObject({ kind: 'bad_params' });
    expect(await use(call, 'schedule_followup', {})).toMatchObject({ kind: 'bad_params' });
    expect(await db.sql`SELECT count(*) FROM transitions`).toEqual(before);
    await world.ends(call, 'yes');
    expect(await use(call, 'set_do_not_call', {})).toEqual({ kind: 'not_live' });
    expect(await db.sql`SELECT * FROM do_not_call`).toEqual([]);
  });
});

test('an inbound call that is refused is one row, whatever is told of it later', async () => {
  const inbound = { conversationId: null, callSid: 'CA77', ourNumber: OUR_NUMBER, caller: ANNA };
  const first = await refuseInboundCall(tools, inbound);
  const again = await refuseInboundCall(tools, { ...inbound, conversationId: 'conv_77' });
  expect(again).toEqual(first);
  expect(await world.report(newId(), { conversationId: 'conv_77' })).toBe('ignored');
  const [row] = await world.calls();
  expect(row).toMatchObject({ status: 'inbound_disabled_v1', conversation_id: 'conv_77' });
  expect(await world.calls()).toHaveLength(1);
  const unknown = await refuseInboundCall(tools, { ...inbound, callSid: 'CA78', ourNumber: '+447700900999' });
  expect(unknown).toEqual({ kind: 'unknown_number' });
});
