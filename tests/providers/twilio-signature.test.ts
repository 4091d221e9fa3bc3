/** X-Twilio-Signature: what is accepted, what is not, and that the service cannot run without a token. */
import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import { readForm } from '../../src/http/webhooks/twilio/door.ts';
import { createSignatureCheck, createWebhookUrls } from '../../src/providers/twilio/index.ts';

const token = '12345';
const form = (raw: string) => ({ kind: 'form', fields: readForm(raw) }) as const;

test('the example of Twilio’s own documentation', () => {
  const check = createSignatureCheck(token, 'https://example.com');
  const request = {
    signature: 'L/OH5YylLD5NRKLltdqwSvS0BnU=',
    pathAndQuery: '/myapp.php?foo=1&bar=2',
    body: form(
      'Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE',
    ),
  };
  expect(check(request)).toBe(true);
  expect(check({ ...request, signature: 'L/OH5YylLD5NRKLltdqwSvS0Bnu=' })).toBe(false);
  expect(check({ ...request, signature: undefined })).toBe(false);
  expect(check({ ...request, signature: '' })).toBe(false);
  expect(check({ ...request, pathAndQuery: '/myapp.php?foo=1&bar=3' })).toBe(false);
});

describe('a form', () => {
  const check = createSignatureCheck(token, 'https://jobrun.example/');
  const url = 'https://jobrun.example/api/twilio/sms?webhook_token=t';
  const signed = (raw: string) =>
    check({
      signature: twilio.getExpectedTwilioSignature(token, url, { ...readForm(raw) }),
      pathAndQuery: '/api/twilio/sms?webhook_token=t',
      body: form(raw),
    });

  test('is checked with every value as it came: spaces, emoji, names that come twice, `__proto__`', () => {
    expect(signed('Body=+hi+there+&From=%2B447700900101')).toBe(true);
    expect(signed('Body=%F0%9F%94%A7+pipe')).toBe(true);
    expect(signed('MediaUrl=b&MediaUrl=a&MediaUrl=b')).toBe(true);
    expect(signed('__proto__=x&Body=hi')).toBe(true);
    expect(readForm('Body=+hi+&A=1&A=2')).toEqual({ Body: ' hi ', A: ['1', '2'] });
  });

  test('with one more field than was signed is refused', () => {
    const signature = twilio.getExpectedTwilioSignature(token, url, { Body: 'hi' });
    const pathAndQuery = '/api/twilio/sms?webhook_token=t';
    expect(check({ signature, pathAndQuery, body: form('Body=hi') })).toBe(true);
    expect(check({ signature, pathAndQuery, body: form('Body=hi&From=%2B447700900101') })).toBe(false);
    expect(check({ signature, pathAndQuery, body: form('Body=hi&__proto__=x') })).toBe(false);
  });

  test('signed for another host is refused: the host is ours, not the request’s', () => {
    const signature = twilio.getExpectedTwilioSignature(token, 'https://evil.example/x', {});
    expect(check({ signature, pathAndQuery: '/x', body: form('') })).toBe(false);
    const disguised = twilio.getExpectedTwilioSignature(token, 'https://jobrun.example@evil.example/x', {});
    expect(check({ signature: disguised, pathAndQuery: '@evil.example/x', body: form('') })).toBe(false);
    expect(check({ signature, pathAndQuery: ':99999999', body: form('') })).toBe(false);
  });
});

test('a JSON body is covered by the hash in the signed URL', () => {
  const check = createSignatureCheck(token, 'https://jobrun.example');
  const raw = '{"a":"ü"}';
  const pathAndQuery = `/api/x?bodySHA256=${twilio.getExpectedBodyHash(raw)}`;
  const signature = twilio.getExpectedTwilioSignature(token, `https://jobrun.example${pathAndQuery}`, {});
  expect(check({ signature, pathAndQuery, body: { kind: 'json', raw } })).toBe(true);
  expect(check({ signature, pathAndQuery, body: { kind: 'json', raw: '{"a":"u"}' } })).toBe(false);
  const unhashed = twilio.getExpectedTwilioSignature(token, 'https://jobrun.example/api/x', {});
  expect(check({ signature: unhashed, pathAndQuery: '/api/x', body: { kind: 'json', raw } })).toBe(false);
});

test('an empty token is refused at the start, because anybody can sign with it', () => {
  expect(() => createSignatureCheck('', 'https://jobrun.example')).toThrow('auth token');
  expect(() => createSignatureCheck('  ', 'https://jobrun.example')).toThrow('auth token');
  expect(() => createSignatureCheck(token, 'jobrun.example')).toThrow('absolute');
});

test('the URLs that Twilio is given carry the shared token and ask for retries', () => {
  const urls = createWebhookUrls({ publicBaseUrl: 'https://jobrun.example/', webhookToken: 'a&b' });
  expect(urls.number).toEqual({
    smsUrl: 'https://jobrun.example/api/twilio/sms?webhook_token=a%26b#rc=3&rp=all',
    voiceUrl: 'https://jobrun.example/api/twilio/voice?webhook_token=a%26b#rc=3&rp=all',
    statusCallback: 'https://jobrun.example/api/twilio/status?webhook_token=a%26b#rc=3&rp=all',
  });
  const without = createWebhookUrls({ publicBaseUrl: 'https://jobrun.example' });
  expect(without.number.smsUrl).toBe('https://jobrun.example/api/twilio/sms#rc=3&rp=all');
  expect(without.receipts('p/1')).toBe('https://jobrun.example/api/twilio/status?promise=p%2F1#rc=3&rp=all');
});
