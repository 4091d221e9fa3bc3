/** The official Twilio client over HTTP against the simulator: texts, the search for a lost one, calls, numbers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTwilio, createWebhookUrls, TwilioFailure } from '../../src/providers/twilio/index.ts';
import { instantPace, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { type PhoneE164, parsePhone } from '../../src/values/phone.ts';

const account = { accountSid: 'AC00000000000000000000000000000001', authToken: 'test-auth-token' };
const ours = phone('+447700900001');
const dana = phone('+447700900101');
const publicBaseUrl = 'https://jobrun.example';

let now = new Date('2026-11-20T10:00:00.000Z');
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    twilio: account,
    stripe: { secretKey: 'sk_test_1', webhookSecret: 'whsec_1' },
    numbers: [{ phoneE164: ours }, { phoneE164: '+447700900002' }],
    pace: instantPace,
    // Receipts go to nobody, and no name is looked up for them.
    targets: { publicBaseUrl, nodes: [] },
    now: () => now,
  });
});
afterAll(() => simulator.close());

const urls = createWebhookUrls({ publicBaseUrl, webhookToken: 'hook-token' });
const connect = (options: { authToken?: string } = {}) =>
  createTwilio({
    ...account,
    ...options,
    apiBaseUrl: simulator.url,
    callbackUrl: urls.receipts,
    random: () => 0,
  });

const text = (to: PhoneE164, body: string) => ({ from: ours, to, body, promiseId: 'promise-1' });

describe('a text', () => {
  test('is accepted with its id, and its receipts come to the address of its promise', async () => {
    const sent = await connect().texts.sendText(text(dana, 'Hi Dana! Ünïcode 👋 & all'));
    const arrived = simulator.network.messages().at(-1);
    expect(sent).toEqual({ kind: 'accepted', providerId: arrived?.sid, status: 'queued' });
    expect(arrived).toMatchObject({ from: ours, to: dana, body: 'Hi Dana! Ünïcode 👋 & all' });
    expect(lastParams('/Messages.json').StatusCallback).toBe(
      'https://jobrun.example/api/twilio/status?promise=promise-1&webhook_token=hook-token#rc=3&rp=all',
    );
  });

  test('to somebody who opted out at the carrier is final and says so', async () => {
    const leaver = simulator.network.newPhone();
    leaver.text(ours, 'STOP');
    await simulator.waitFor(() => simulator.network.isOptedOut(ours, leaver.number));
    const sent = await connect().texts.sendText(text(phone(leaver.number), 'Still there?'));
    expect(sent).toMatchObject({ kind: 'final', code: '21610', isOptOut: true, alert: false });
  });

  test('from a number that is not ours is final and rings the operator', async () => {
    const sent = await connect().texts.sendText({ ...text(dana, 'Hello'), from: phone('+447700900999') });
    expect(sent).toMatchObject({ kind: 'final', code: '21606', isOptOut: false, alert: true });
  });

  test('with refused credentials waits, because nothing is wrong with it', async () => {
    const sent = await connect({ authToken: 'old-token' }).texts.sendText(text(dana, 'Hello'));
    expect(sent).toMatchObject({ kind: 'retry', code: '20003', afterMs: 60_000 });
    expect(JSON.stringify(sent)).not.toContain('old-token');
  });
});

describe('the search for a text that was perhaps sent', () => {
  test('finds the one with the same words, even before it was sent on', async () => {
    now = new Date('2026-11-20T11:00:00.700Z');
    const carrier = connect().texts;
    const lost = text(phone('+447700900102'), 'What do you do, and where?');
    const sent = await carrier.sendText(lost);
    const found = await carrier.findText(lost, now);
    expect(found).toMatchObject({ kind: 'found', providerId: sent.kind === 'accepted' && sent.providerId });
  });

  test('does not take an older one for it, nor one with other words, nor one to somebody else', async () => {
    const carrier = connect().texts;
    const reminder = text(phone('+447700900103'), 'Reply READY when you have paid.');
    now = new Date('2026-11-20T12:00:00.000Z');
    await carrier.sendText(reminder);
    now = new Date('2026-11-20T12:00:10.000Z');
    await carrier.sendText({ ...reminder, body: 'Something else' });
    await carrier.sendText({ ...reminder, to: phone('+447700900104') });
    expect(await carrier.findText(reminder, now)).toEqual({ kind: 'absent' });
  });

  test('forgives a clock that is five seconds ahead of Twilio', async () => {
    const carrier = connect().texts;
    const lost = text(phone('+447700900105'), 'Thanks!');
    now = new Date('2026-11-20T13:00:00.000Z');
    await carrier.sendText(lost);
    expect(await carrier.findText(lost, new Date('2026-11-20T13:00:05.000Z'))).toMatchObject({
      kind: 'found',
    });
    expect(await carrier.findText(lost, new Date('2026-11-20T13:00:05.001Z'))).toEqual({ kind: 'absent' });
  });

  test('does not take another text of ours with the same words for it', async () => {
    now = new Date('2026-11-20T14:00:00.000Z');
    const carrier = connect().texts;
    const again = text(phone('+447700900106'), 'Reply READY when you have paid.');
    const sent = await carrier.sendText(again);
    const others = new Set([sent.kind === 'accepted' ? sent.providerId : '']);
    expect(await carrier.findText(again, now, others)).toEqual({ kind: 'absent' });
  });

  test('knows nothing when Twilio does not let us look', async () => {
    const found = await connect({ authToken: 'old-token' }).texts.findText(text(dana, 'Hello'), now);
    expect(found).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('20003') });
  });
});

test('a text that was taken can be asked about, and one of nobody is absent', async () => {
  const carrier = connect().texts;
  const sent = await carrier.sendText(text(phone('+447700900106'), 'How do I stand?'));
  const providerId = sent.kind === 'accepted' ? sent.providerId : '';
  expect(await carrier.textStatus(providerId)).toEqual({
    kind: 'told',
    status: expect.stringMatching(/^(queued|sending|sent|delivered)$/),
    errorCode: null,
  });
  expect(await carrier.textStatus(`SM${'0'.repeat(32)}`)).toEqual({ kind: 'absent' });
  expect(await connect({ authToken: 'old-token' }).texts.textStatus(providerId)).toMatchObject({
    kind: 'unknown',
  });
});

describe('a call', () => {
  test('is placed with its TwiML and its ringing time', async () => {
    const placed = await connect().calls.placeCall({
      from: ours,
      to: dana,
      twiml: '<Response><Hangup/></Response>',
      ringSeconds: 18,
    });
    expect(placed).toEqual({ kind: 'placed', callSid: expect.stringMatching(/^CA/) });
    expect(lastParams('/Calls.json')).toMatchObject({
      Twiml: '<Response><Hangup/></Response>',
      Timeout: '18',
    });
  });

  test('is ended, whoever speaks on it, and is gone afterwards', async () => {
    const placed = await connect().calls.placeCall({
      ...{ from: ours, to: dana, ringSeconds: 18 },
      twiml: '<Response><Pause length="3600"/></Response>',
    });
    if (placed.kind !== 'placed') throw new Error('not placed');
    expect(['ended', 'gone']).toContain((await connect().hangUp(placed.callSid)).kind);
    expect(await connect().hangUp(placed.callSid)).toEqual({ kind: 'gone' });
    expect(await connect().hangUp(`CA${'0'.repeat(32)}`)).toEqual({ kind: 'gone' });
    expect(await connect({ authToken: 'wrong' }).hangUp(placed.callSid)).toMatchObject({ kind: 'retry' });
  });

  test('from a number that is not ours is final', async () => {
    const call = { from: phone('+447700900999'), to: dana, twiml: '<Response/>', ringSeconds: 18 };
    expect(await connect().calls.placeCall(call)).toMatchObject({ kind: 'final', code: '21210' });
  });
});

describe('the numbers of the account', () => {
  test('are listed with the URLs that they have, and set up with ours', async () => {
    const landlord = connect().numbers;
    const [first, second, ...rest] = await landlord.listNumbers();
    expect(rest).toEqual([]);
    expect([first, second].map((number) => number?.phoneE164).sort()).toEqual([ours, '+447700900002']);
    expect(first).toMatchObject({ smsUrl: null, voiceUrl: null, statusCallback: null });

    await landlord.setWebhooks(first?.sid ?? '', urls.number);
    const after = (await landlord.listNumbers()).find(({ sid }) => sid === first?.sid);
    expect(after).toEqual({ ...first, ...urls.number });
  });

  test('cannot be read with a wrong token, and the error gives nothing away', async () => {
    const failed = connect({ authToken: 'old-token' }).numbers.listNumbers();
    await expect(failed).rejects.toThrow(TwilioFailure);
    await expect(failed).rejects.toThrow(/20003/);
    await expect(failed).rejects.not.toThrow(/old-token/);
  });

  test('cannot be set up when they are not ours', async () => {
    await expect(connect().numbers.setWebhooks('PN404', urls.number)).rejects.toThrow(/20404/);
  });
});

test('an account without a token is refused at once', () => {
  expect(() => connect({ authToken: ' ' })).toThrow('auth token');
});

function lastParams(path: string): Readonly<Record<string, string>> {
  const call = simulator.network
    .apiCalls()
    .findLast((one) => one.path.endsWith(path) && one.method === 'POST');
  if (!call) throw new Error(`nothing was posted to ${path}`);
  return call.params;
}

function phone(text: string): PhoneE164 {
  const parsed = parsePhone(text);
  if (!parsed) throw new Error(`${text} is not a phone number`);
  return parsed;
}
