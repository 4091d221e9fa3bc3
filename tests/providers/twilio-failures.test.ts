/** What Twilio and the way to it can do wrong, and what that means for a text: never lost, never sent twice. */
import { inspect } from 'node:util';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTwilio, meaningOf } from '../../src/providers/twilio/index.ts';
import { type PhoneE164, parsePhone } from '../../src/values/phone.ts';
import { deadAddress, resettingServer, sayingServer, silentServer } from './rude-server.ts';

const sid = 'AC00000000000000000000000000000001';
const messages = `https://api.twilio.com/2010-04-01/Accounts/${sid}/Messages.json`;
const calls = `https://api.twilio.com/2010-04-01/Accounts/${sid}/Calls.json`;
const twilioSays = setupServer();
beforeAll(() => twilioSays.listen({ onUnhandledFrame: 'bypass' }));
afterEach(() => twilioSays.resetHandlers());
afterAll(() => twilioSays.close());

const connect = (options: { apiBaseUrl?: string; random?: number; timeoutMs?: number } = {}) =>
  createTwilio({
    accountSid: sid,
    authToken: 'secret-auth-token',
    apiBaseUrl: options.apiBaseUrl,
    callbackUrl: (promiseId) => `https://jobrun.example/api/twilio/status?promise=${promiseId}`,
    random: () => options.random ?? 0,
    timeoutMs: options.timeoutMs ?? 10_000,
  });
const text = { from: phone('+447700900001'), to: phone('+447700900101'), body: 'Hello', promiseId: 'p1' };
const call = { from: text.from, to: text.to, twiml: '<Response/>', ringSeconds: 18 };

function answerWith(body: Parameters<typeof HttpResponse.json>[0], init: ResponseInit) {
  twilioSays.use(http.post(messages, () => HttpResponse.json(body, init)));
}

describe('refused for now', () => {
  test('a 429 was never processed: again after a second at least, spread by chance', async () => {
    answerWith({ code: 20429, message: 'Too Many Requests', status: 429 }, { status: 429 });
    expect(await connect().texts.sendText(text)).toMatchObject({
      kind: 'retry',
      code: '20429',
      afterMs: 1000,
    });
    expect(await connect({ random: 0.5 }).texts.sendText(text)).toMatchObject({ afterMs: 1500 });
  });

  test('a Retry-After is honoured, and the spread comes on top', async () => {
    answerWith({ code: 20429, message: '', status: 429 }, { status: 429, headers: { 'Retry-After': '7' } });
    expect(await connect({ random: 0.5 }).texts.sendText(text)).toMatchObject({
      kind: 'retry',
      afterMs: 7500,
    });
  });

  test('a Retry-After of a year is cut to an hour', async () => {
    answerWith({ code: 20429, message: '' }, { status: 429, headers: { 'Retry-After': '31536000' } });
    expect(await connect().texts.sendText(text)).toMatchObject({ afterMs: 3_600_000 });
  });

  test('a 429 in HTML, from something in front of Twilio, means the same', async () => {
    twilioSays.use(http.post(messages, () => HttpResponse.html('<h1>slow down</h1>', { status: 429 })));
    expect(await connect().texts.sendText(text)).toMatchObject({ kind: 'retry', code: 'http_429' });
  });

  test('a full queue, an unreachable phone and quiet hours wait longer each', async () => {
    const pauses = [];
    for (const code of [21611, 30003, 30610]) {
      answerWith({ code, message: 'later' }, { status: 400 });
      const outcome = await connect().texts.sendText(text);
      pauses.push(outcome.kind === 'retry' && outcome.afterMs);
    }
    expect(pauses).toEqual([1_000, 120_000, 3_600_000]);
  });

  test('a refused connection sent nothing', async () => {
    const outcome = await connect({ apiBaseUrl: await deadAddress() }).texts.sendText(text);
    expect(outcome).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED', afterMs: 2_000 });
  });
});

describe('refused for good', () => {
  test.each([
    [21211, false, false],
    [21614, false, false],
    [21610, true, false],
    [21612, false, true],
    [21408, false, true],
    [30034, false, true],
    [30007, false, true],
    [21617, false, false],
  ])('%i: opted out %s, for the operator %s', async (code, isOptOut, alert) => {
    answerWith({ code, message: 'no', status: 400 }, { status: 400 });
    const outcome = await connect().texts.sendText(text);
    expect(outcome).toEqual({
      kind: 'final',
      code: String(code),
      isOptOut,
      alert,
      reason: `Twilio answered 400: no (${code})`,
    });
  });

  test('a call has the same table', async () => {
    twilioSays.use(
      http.post(calls, () => HttpResponse.json({ code: 21215, message: 'geo' }, { status: 400 })),
    );
    expect(await connect().calls.placeCall(call)).toEqual({
      kind: 'final',
      code: '21215',
      reason: 'Twilio answered 400: geo (21215)',
    });
  });
});

describe('every documented code has its decision', () => {
  const final = { kind: 'final', isOptOut: false, alert: false };
  const forOperator = { ...final, alert: true };
  const later = (afterMs: number) => ({ kind: 'retry', afterMs });
  test.each([
    ...[[20003, later(60_000)] as const, [20005, later(60_000)] as const],
    [21610, { ...final, isOptOut: true }] as const,
    ...[21211, 21614, 21635, 30005, 30006, 21217].map((code) => [code, final] as const),
    [21612, forOperator] as const,
    ...[21408, 21606, 21212, 21608, 30032, 30034].map((code) => [code, forOperator] as const),
    ...[20429, 21611, 63017, 63038].map((code) => [code, later(1_000)] as const),
    ...[30001, 30003, 30008, 30500].map((code) => [code, later(120_000)] as const),
    ...[30007, 30450].map((code) => [code, forOperator] as const),
    [30610, later(3_600_000)] as const,
    ...[21602, 21617, 30999].map((code) => [code, final] as const),
  ])('%i', async (code, decision) => {
    answerWith({ code, message: 'no', status: 400 }, { status: code === 20429 ? 429 : 400 });
    expect(await connect().texts.sendText(text)).toMatchObject({ ...decision, code: String(code) });
  });

  test('and a 5xx none, whatever its code: it may have been processed', async () => {
    answerWith({ code: 21211, message: 'no', status: 500 }, { status: 500 });
    expect(await connect().texts.sendText(text)).toMatchObject({ kind: 'unknown' });
  });
});

describe('how a text stands', () => {
  const one = `https://api.twilio.com/2010-04-01/Accounts/${sid}/Messages/SM1.json`;
  const ask = (answer: () => Response, options: Parameters<typeof connect>[0] = {}) => {
    twilioSays.use(http.get(one, answer));
    return connect(options).texts.textStatus('SM1');
  };
  const says = (error_code: unknown, status = 'undelivered') =>
    ask(() => HttpResponse.json({ sid: 'SM1', status, error_code }));

  test('is told with its code, however Twilio writes that', async () => {
    for (const code of [30006, '30006']) {
      expect(await says(code)).toEqual({ kind: 'told', status: 'undelivered', errorCode: '30006' });
    }
    for (const code of [null, undefined, 0]) {
      expect(await says(code, 'sent')).toEqual({ kind: 'told', status: 'sent', errorCode: null });
    }
  });

  test('a message that Twilio does not know is absent', async () => {
    const gone = { code: 20404, message: 'not found', status: 404 };
    expect(await ask(() => HttpResponse.json(gone, { status: 404 }))).toEqual({ kind: 'absent' });
    expect(await ask(() => HttpResponse.html('<h1>404</h1>', { status: 404 }))).toEqual({ kind: 'absent' });
  });

  test.each([
    ['500', () => HttpResponse.json({ code: 20500, message: 'oops' }, { status: 500 })],
    ['429', () => HttpResponse.json({ code: 20429, message: 'slow down' }, { status: 429 })],
    ['401', () => HttpResponse.json({ code: 20003, message: 'who?' }, { status: 401 })],
    ['garbage', () => HttpResponse.text('<html>')],
    ['a message without a status', () => HttpResponse.json({ sid: 'SM1' })],
  ])('after %s nothing is known', async (_, answer) => {
    expect(await ask(answer)).toEqual({ kind: 'unknown', reason: expect.any(String) });
  });
});

describe('neither yes nor no: it may have been processed', () => {
  test.each([
    ['500', () => HttpResponse.json({ code: 20500, message: 'oops' }, { status: 500 })],
    ['503 in HTML', () => HttpResponse.html('<h1>maintenance</h1>', { status: 503 })],
    ['408', () => HttpResponse.json({}, { status: 408 })],
    [
      'a redirect',
      () => new HttpResponse(null, { status: 302, headers: { location: 'https://example.com' } }),
    ],
    ['201 with garbage', () => HttpResponse.text('{"sid":"SM1', { status: 201 })],
    ['201 with HTML', () => HttpResponse.html('<h1>hi</h1>', { status: 201 })],
    ['201 with nothing', () => new HttpResponse(null, { status: 201 })],
    ['201 without a message id', () => HttpResponse.json({ status: 'queued' }, { status: 201 })],
  ])('%s', async (_, answer) => {
    twilioSays.use(http.post(messages, answer));
    expect(await connect().texts.sendText(text)).toEqual({ kind: 'unknown', reason: expect.any(String) });
  });

  test('an answer that does not come in time', async () => {
    const outcome = await connect({ apiBaseUrl: await silentServer(), timeoutMs: 50 }).texts.sendText(text);
    expect(outcome).toEqual({ kind: 'unknown', reason: 'No answer from Twilio to POST (ECONNABORTED)' });
  });

  test('a connection that is cut after the request', async () => {
    const apiBaseUrl = await resettingServer();
    expect(await connect({ apiBaseUrl }).texts.sendText(text)).toMatchObject({ kind: 'unknown' });
    expect(await connect({ apiBaseUrl }).calls.placeCall(call)).toMatchObject({ kind: 'unknown' });
  });

  test('bytes that are no HTTP', async () => {
    const apiBaseUrl = await sayingServer('SSH-2.0-OpenSSH_9.9\r\n');
    expect(await connect({ apiBaseUrl }).texts.sendText(text)).toMatchObject({ kind: 'unknown' });
  });
});

describe('the search while Twilio is not well', () => {
  test.each([
    ['500', () => HttpResponse.json({ code: 20500, message: 'oops' }, { status: 500 })],
    ['garbage', () => HttpResponse.text('<html>', { status: 200 })],
    [
      'messages without readable dates',
      () =>
        HttpResponse.json({
          messages: [{ sid: 'SM1', status: 'sent', body: 'Hello', date_created: 'soon' }],
        }),
    ],
  ])('%s says nothing about the text', async (_, answer) => {
    twilioSays.use(http.get(messages, answer));
    expect(await connect().texts.findText(text, new Date(0))).toMatchObject({ kind: 'unknown' });
  });

  test('a page full of newer messages leaves it open', async () => {
    const other = {
      sid: 'SM1',
      status: 'sent',
      body: 'Other words',
      date_created: 'Fri, 20 Nov 2026 10:00:00 +0000',
    };
    twilioSays.use(http.get(messages, () => HttpResponse.json({ messages: Array(200).fill(other) })));
    expect(await connect().texts.findText(text, new Date('2026-11-20T09:00:00Z'))).toMatchObject({
      kind: 'unknown',
    });
    expect(await connect().texts.findText(text, new Date('2026-11-20T10:00:06Z'))).toEqual({
      kind: 'absent',
    });
  });

  test('the words that a trial account puts before a text do not hide it', async () => {
    const body = 'Sent from your Twilio trial account - Hello';
    const sent = { sid: 'SM2', status: 'sent', body, date_created: 'Fri, 20 Nov 2026 10:00:00 +0000' };
    twilioSays.use(http.get(messages, () => HttpResponse.json({ messages: [sent] })));
    const found = await connect().texts.findText(text, new Date('2026-11-20T10:00:00Z'));
    expect(found).toEqual({ kind: 'found', providerId: 'SM2', status: 'sent' });
  });
});

test('no failure carries our credentials, however deep one looks', async () => {
  const landlord = connect({ apiBaseUrl: await resettingServer() }).numbers;
  const error = await landlord.listNumbers().catch((thrown: unknown) => thrown);
  const secret = Buffer.from(`${sid}:secret-auth-token`).toString('base64');
  const everything = inspectDeeply(error);
  expect(everything).toContain('TwilioFailure');
  expect(everything).not.toContain('secret-auth-token');
  expect(everything).not.toContain(secret);
});

test('a code that nobody has told us about is final', () => {
  expect(meaningOf('99999')).toEqual({ decision: 'final', meaning: 'refused' });
});

function inspectDeeply(value: unknown): string {
  return inspect(value, { depth: 20, showHidden: true });
}

function phone(text: string): PhoneE164 {
  const parsed = parsePhone(text);
  if (!parsed) throw new Error(`${text} is not a phone number`);
  return parsed;
}
