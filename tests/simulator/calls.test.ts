import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { authToken, caller, jobrun, owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
let sim: Simulator;
beforeAll(async () => {
  // A second lasts 20 ms: long enough to press a key in, short enough to wait for.
  stand = await startStand({ pace: { sentMs: 0, deliveredMs: 0, secondMs: 20 } });
  sim = stand.sim;
});
afterAll(() => stand.close());

let lastNumber = 200;
const freshPhone = () => {
  lastNumber += 1;
  return sim.network.phone(`+447700900${lastNumber}`);
};
const voice = (path: string, twiml: string) => {
  stand.service.on(path, () => twiml);
  sim.network.setNumber({ phoneE164: pool, voiceUrl: stand.service.url + path });
};
const heardBy = (phone: ReturnType<typeof freshPhone>) => phone.calls.at(-1)?.heard.map((line) => line.text);
const over = (phone: ReturnType<typeof freshPhone>) =>
  sim.waitFor(() => phone.calls.at(-1)?.status === 'ended' && phone.calls.at(-1));

describe('a call to a number of the account', () => {
  it('asks the voice webhook, plays its TwiML, and reports the end', async () => {
    voice(
      '/v1',
      '<Response><Say>Hello &amp; goodbye</Say><Pause length="1"/><Play>http://x/song.mp3</Play></Response>',
    );
    const phone = freshPhone();
    phone.call(pool);
    const call = await over(phone);
    expect(call.outcome).toBe('completed');
    expect(heardBy(phone)).toEqual(['Hello & goodbye', '♪ http://x/song.mp3']);
    const got = stand.service.at('/v1')[0];
    expect(got?.fields).toMatchObject({
      From: phone.number,
      To: pool,
      CallStatus: 'ringing',
      Direction: 'inbound',
      ApiVersion: '2010-04-01',
      FromCountry: 'GB',
    });
    expect(got?.fields).not.toHaveProperty('ForwardedFrom');
    const signature = got?.headers.get('x-twilio-signature') ?? '';
    expect(twilio.validateRequest(authToken, signature, got?.url ?? '', got?.fields ?? {})).toBe(true);
    const status = await sim.waitFor(() =>
      stand.service.at('/voice-status').find((one) => one.fields.CallSid === got?.fields.CallSid),
    );
    expect(status.fields).toMatchObject({ CallStatus: 'completed', SequenceNumber: '0' });
    expect(status.fields.CallDuration).toMatch(/^\d+$/);
  });

  it('is busy when it is rejected so, and fails politely when the webhook fails', async () => {
    voice('/reject', '<Response><Reject reason="busy"/></Response>');
    const phone = freshPhone();
    phone.call(pool);
    expect((await over(phone)).outcome).toBe('busy');

    stand.service.on('/500', () => new Response('no', { status: 500 }));
    sim.network.setNumber({ phoneE164: pool, voiceUrl: `${stand.service.url}/500` });
    phone.call(pool);
    await over(phone);
    expect(heardBy(phone)).toEqual(['We are sorry, an application error has occurred. Goodbye.']);
  });

  it('follows keys through <Gather> and takes them to its action', async () => {
    voice(
      '/menu',
      '<Response><Gather numDigits="1" action="/chosen?x=1" timeout="50"><Say>Press 1</Say></Gather><Say>Too late</Say></Response>',
    );
    stand.service.on('/chosen', () => '<Response><Say>Thank you</Say><Hangup/><Say>never</Say></Response>');
    const phone = freshPhone();
    phone.call(pool);
    await sim.waitFor(() => heardBy(phone)?.includes('Press 1'));
    phone.press('1');
    await over(phone);
    expect(stand.service.at('/chosen')[0]?.fields).toMatchObject({ Digits: '1', CallStatus: 'in-progress' });
    expect(heardBy(phone)).toEqual(['Press 1', 'Pressed 1', 'Thank you']);
  });

  it('records what is said until the caller hangs up', async () => {
    voice(
      '/record',
      '<Response><Record action="/recorded" timeout="100" recordingStatusCallback="/recording"/></Response>',
    );
    const phone = freshPhone();
    phone.call(pool);
    await sim.waitFor(() => heardBy(phone)?.includes('(beep)'));
    phone.speak('My boiler is broken');
    phone.hangUp();
    const told = await sim.waitFor(() => stand.service.at('/recorded')[0]);
    expect(told.fields).toMatchObject({ Digits: 'hangup', CallStatus: 'completed' });
    const recording = await sim.waitFor(() => stand.service.at('/recording')[0]);
    expect(recording.fields).toMatchObject({
      RecordingStatus: 'completed',
      RecordingSid: told.fields.RecordingSid,
    });
  });

  it('may come from a withheld number', async () => {
    voice('/anonymous', '<Response><Hangup/></Response>');
    const phone = freshPhone();
    phone.call(pool, { isAnonymous: true });
    await over(phone);
    expect(stand.service.at('/anonymous')[0]?.fields.From).toBe('anonymous');
  });
});

describe('<Dial>', () => {
  const dialTo = (number: string, path: string) =>
    voice(path, `<Response><Dial action="${path}-done" timeout="5">${number}</Dial></Response>`);

  it('connects two people and reports how long they spoke', async () => {
    const [asker, plumber] = [freshPhone(), freshPhone()];
    plumber.setBehaviour('answers');
    dialTo(plumber.number, '/dial');
    asker.call(pool);
    await sim.waitFor(() => plumber.calls.at(-1)?.status === 'in-progress');
    asker.speak('Do you mend boilers?');
    await sim.waitFor(() => heardBy(plumber)?.includes('Do you mend boilers?'));
    plumber.hangUp();
    const done = await sim.waitFor(() => stand.service.at('/dial-done')[0]);
    expect(done.fields).toMatchObject({
      DialCallStatus: 'completed',
      DialBridged: 'true',
      CallStatus: 'in-progress',
    });
    expect(done.fields.DialCallSid).toMatch(/^CA/);
    expect(plumber.calls[0]?.peer).toBe(asker.number);
    expect((await over(asker)).outcome).toBe('completed');
  });

  it.each([
    ['no-answer', 'no-answer'],
    ['busy', 'busy'],
    ['unreachable', 'failed'],
  ] as const)('tells of a phone that is %s', async (behaviour, status) => {
    const [asker, plumber] = [freshPhone(), freshPhone()];
    plumber.setBehaviour(behaviour);
    dialTo(plumber.number, `/dial-${behaviour}`);
    asker.call(pool);
    const done = await sim.waitFor(() => stand.service.at(`/dial-${behaviour}-done`)[0]);
    expect(done.fields.DialCallStatus).toBe(status);
    await over(asker);
  });

  it('is declined by a thumb, which the network calls busy', async () => {
    const [asker, plumber] = [freshPhone(), freshPhone()];
    dialTo(plumber.number, '/dial-declined');
    asker.call(pool);
    await sim.waitFor(() => plumber.calls.at(-1)?.status === 'ringing');
    plumber.decline();
    const done = await sim.waitFor(() => stand.service.at('/dial-declined-done')[0]);
    expect(done.fields.DialCallStatus).toBe('busy');
    expect(plumber.calls[0]?.outcome).toBe('declined');
  });

  it('takes a carrier’s voicemail for an answer', async () => {
    const [asker, plumber] = [freshPhone(), freshPhone()];
    plumber.setBehaviour('voicemail');
    dialTo(plumber.number, '/dial-voicemail');
    asker.call(pool);
    const done = await sim.waitFor(() => stand.service.at('/dial-voicemail-done')[0]);
    expect(done.fields.DialCallStatus).toBe('completed');
  });

  it('asks the called person first when <Number url> says so', async () => {
    const [asker, plumber] = [freshPhone(), freshPhone()];
    plumber.setBehaviour('answers');
    voice(
      '/whisper',
      `<Response><Dial action="/whisper-done"><Number url="/ask">${plumber.number}</Number></Dial></Response>`,
    );
    stand.service.on(
      '/ask',
      () => '<Response><Gather numDigits="1" timeout="2"><Say>Press 1</Say></Gather><Hangup/></Response>',
    );
    asker.call(pool);
    const done = await sim.waitFor(() => stand.service.at('/whisper-done')[0]);
    expect(done.fields).toMatchObject({ DialCallStatus: 'no-answer', DialBridged: 'false' });
    expect(heardBy(plumber)).toContain('Press 1');
  });

  it('stops ringing when the caller gives up, and only the status callback tells of it', async () => {
    const [asker, plumber] = [freshPhone(), freshPhone()];
    voice(
      '/dial-left',
      `<Response><Dial action="/dial-left-done" timeout="60">${plumber.number}</Dial></Response>`,
    );
    asker.call(pool);
    await sim.waitFor(() => plumber.calls.at(-1)?.status === 'ringing');
    asker.hangUp();
    await over(plumber);
    expect(plumber.calls[0]?.outcome).toBe('canceled');
    const sid = stand.service.at('/dial-left')[0]?.fields.CallSid;
    await sim.waitFor(() => stand.service.at('/voice-status').some((got) => got.fields.CallSid === sid));
    expect(stand.service.at('/dial-left-done')).toEqual([]);
  });
});

describe('forwarding', () => {
  it('brings an unanswered call to the account with ForwardedFrom', async () => {
    voice('/missed', '<Response><Say>We will text you</Say></Response>');
    const [asker, plumber] = [freshPhone(), freshPhone()];
    plumber.setForwarding({ kind: 'conditional', to: pool, noReplySeconds: 5 });
    asker.call(plumber.number);
    await over(asker);
    expect(plumber.calls[0]?.outcome).toBe('forwarded');
    expect(stand.service.at('/missed')[0]?.fields).toMatchObject({
      From: asker.number,
      To: pool,
      ForwardedFrom: plumber.number,
    });
    expect(heardBy(asker)).toContain('We will text you');
  });

  it('lets the time pass at once when the owner lets it ring', async () => {
    // A minute a second: nothing but the owner can end this ringing.
    const slow = await startStand({ pace: { sentMs: 0, deliveredMs: 0, secondMs: 60_000 } });
    try {
      slow.service.on('/voice', () => '<Response><Hangup/></Response>');
      const [asker, plumber] = [slow.sim.network.phone(caller), slow.sim.network.phone(owner)];
      plumber.dial(`**61*${pool}*11*30#`);
      asker.call(plumber.number);
      await slow.sim.waitFor(() => plumber.calls[0]?.status === 'ringing');
      plumber.letRing();
      await slow.sim.waitFor(() => asker.calls[0]?.status === 'ended');
      expect(plumber.calls[0]?.outcome).toBe('forwarded');
      expect(slow.service.at('/voice')[0]?.fields.ForwardedFrom).toBe(owner);
    } finally {
      await slow.close();
    }
  });

  it('forwards when busy, at once when unconditional, and not at all when the owner answers', async () => {
    voice('/forwarded', '<Response><Hangup/></Response>');
    const [asker, plumber] = [freshPhone(), freshPhone()];
    const forwardedCalls = () =>
      stand.service.at('/forwarded').filter((got) => got.fields.ForwardedFrom === plumber.number).length;
    plumber.setForwarding({ kind: 'conditional', to: pool });
    plumber.setBehaviour('busy');
    asker.call(plumber.number);
    await over(asker);
    expect(forwardedCalls()).toBe(1);

    plumber.setBehaviour('answers');
    plumber.setForwarding({ kind: 'unconditional', to: pool });
    asker.call(plumber.number);
    await over(asker);
    expect(forwardedCalls()).toBe(2);

    plumber.setForwarding({ kind: 'conditional', to: pool });
    asker.call(plumber.number);
    await sim.waitFor(() => asker.calls.at(-1)?.status === 'in-progress');
    asker.hangUp();
    await over(plumber);
    expect(forwardedCalls()).toBe(2);
  });

  it('goes in circles only five times', async () => {
    const [one, two, three] = [freshPhone(), freshPhone(), freshPhone()];
    two.setForwarding({ kind: 'unconditional', to: three.number });
    three.setForwarding({ kind: 'unconditional', to: two.number });
    one.call(two.number);
    expect((await over(one)).outcome).toBe('failed');
  });
});

describe('a call placed over REST', () => {
  it('rings the owner, is forwarded to the account, and reports every step in order', async () => {
    voice('/test-call', '<Response><Say>Forwarding works</Say></Response>');
    const plumber = sim.network.phone(owner);
    plumber.setForwarding({ kind: 'conditional', to: pool, noReplySeconds: 5 });
    const call = await stand.twilio.calls.create({
      to: owner,
      from: jobrun,
      twiml: '<Response><Say>This is a test call</Say></Response>',
      statusCallback: `${stand.service.url}/steps`,
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      timeout: 30,
    });
    expect(call).toMatchObject({ status: 'queued', direction: 'outbound-api', to: owner });
    await sim.waitFor(() => stand.service.at('/steps').length === 4);
    expect(stand.service.at('/steps').map((got) => got.fields.CallStatus)).toEqual([
      'initiated',
      'ringing',
      'in-progress',
      'completed',
    ]);
    expect(stand.service.at('/test-call')[0]?.fields).toMatchObject({
      From: jobrun,
      To: pool,
      ForwardedFrom: owner,
    });
    expect((await stand.twilio.calls(call.sid).fetch()).status).toBe('completed');
  });

  it('can be ended over REST while the phone still rings', async () => {
    const phone = sim.network.phone(caller);
    const call = await stand.twilio.calls.create({
      to: caller,
      from: jobrun,
      url: `${stand.service.url}/v1`,
    });
    await sim.waitFor(() => phone.calls.at(-1)?.status === 'ringing');
    const ended = await stand.twilio.calls(call.sid).update({ status: 'completed' });
    expect(ended.status).toBe('canceled');
    await over(phone);
  });

  it('is refused from a number that is not ours', async () => {
    const refused = stand.twilio.calls.create({ to: owner, from: '+447700900999', url: 'http://127.0.0.1/' });
    await expect(refused).rejects.toMatchObject({ code: 21210 });
  });
});

describe('the numbers of the account', () => {
  it('are found by number and changed over REST', async () => {
    const [found] = await stand.twilio.incomingPhoneNumbers.list({ phoneNumber: jobrun });
    expect(found).toMatchObject({ phoneNumber: jobrun, smsUrl: `${stand.service.url}/sms` });
    const changed = await stand.twilio
      .incomingPhoneNumbers(found?.sid ?? '')
      .update({ smsUrl: 'https://example.com/new', voiceMethod: 'GET' });
    expect(changed).toMatchObject({ smsUrl: 'https://example.com/new', voiceMethod: 'GET' });
    expect(changed.voiceUrl).toBe(`${stand.service.url}/voice`);
  });
});
