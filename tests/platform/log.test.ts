/** The log: records for machines, the documents' own lines for people, and credentials for nobody. */
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLog, say } from '../../src/platform/log.ts';

const timestamp = '2026-03-02T09:00:00.000Z';

function openTestLog(format: 'json' | 'pretty') {
  const written: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { log: openLog({ format, level: 'info', stream }), text: () => written.join('') };
}

test('a documented line is the msg of a record, emoji included, and its fields are the record’s', () => {
  const { log, text } = openTestLog('json');
  say(log, [
    { line: '⚠️  [ONBOARDING] BLOCKED BY PAYMENT GATE', level: 'warn' },
    {
      line: 'PAYMENT_REQUIRED',
      fields: { clientId: 'test-client-1', ownerPhone: '447900000001', timestamp },
    },
  ]);
  const [first, second] = text().trim().split('\n');
  expect(JSON.parse(first ?? '')).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    msg: '⚠️  [ONBOARDING] BLOCKED BY PAYMENT GATE',
  });
  expect(JSON.parse(second ?? '')).toEqual({
    level: 'info',
    time: expect.any(String),
    clientId: 'test-client-1',
    ownerPhone: '447900000001',
    timestamp,
    msg: 'PAYMENT_REQUIRED',
  });
});

test('pretty prints up to four fields on the line and five of them one a line, as documented', () => {
  const { log, text } = openTestLog('pretty');
  say(log, [
    { line: '   Client ID: test-client-1' },
    {
      line: 'PAYMENT_REQUIRED',
      fields: { clientId: 'test-client-1', ownerPhone: '447900000001', timestamp },
    },
    {
      line: 'NUMBER_ALLOCATED',
      fields: {
        clientId: 'test-client-1',
        phoneE164: '+447111111111',
        ownerPhone: '447900000001',
        timestamp,
      },
    },
    {
      line: 'ONBOARDING_BLOCKED_NO_TWILIO_NUMBER',
      level: 'warn',
      fields: {
        clientId: 'test-client-no-number',
        ownerPhone: '447900000999',
        currentState: 'S6_PHONE_TYPE',
        nextState: 'S7_FWD_SENT',
        timestamp,
      },
    },
  ]);
  expect(text()).toBe(`   Client ID: test-client-1
PAYMENT_REQUIRED { clientId: 'test-client-1', ownerPhone: '447900000001', timestamp: '${timestamp}' }
NUMBER_ALLOCATED { clientId: 'test-client-1', phoneE164: '+447111111111', ownerPhone: '447900000001', timestamp: '${timestamp}' }
ONBOARDING_BLOCKED_NO_TWILIO_NUMBER {
  clientId: 'test-client-no-number',
  ownerPhone: '447900000999',
  currentState: 'S6_PHONE_TYPE',
  nextState: 'S7_FWD_SENT',
  timestamp: '${timestamp}'
}
`);
});

const NAMES = [
  'authToken',
  'webhook_token',
  'payToken',
  'apiKey',
  'password',
  'Authorization',
  'clientSecret',
];

test('a credential is redacted under each of its names, however deep it stands', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('json' as const, 'pretty' as const),
      fc.constantFrom(...NAMES),
      fc.array(fc.constantFrom('request', 'headers', 'list'), { maxLength: 7 }),
      (format, name, path) => {
        const { log, text } = openTestLog(format);
        const inside: Record<string, unknown> = { [name]: 'hunter2-hunter2', kept: 'visible' };
        const fields = path.reduce<Record<string, unknown>>(
          (inner, outer) => ({ [outer]: outer === 'list' ? [inner] : inner }),
          inside,
        );
        log.info(fields, 'something.happened');
        expect(text()).not.toContain('hunter2');
        if (format === 'json' && path.length <= 3) expect(text()).toContain('visible');
      },
    ),
  );
});

test('an error shows its kind, words, code and causes, and not the request that its client hung on it', () => {
  for (const format of ['json', 'pretty'] as const) {
    const { log, text } = openTestLog(format);
    const cause = Object.assign(new Error('connect to postgres://jobrun:hunter2@db.example/jobrun failed'), {
      code: 'ECONNREFUSED',
    });
    const error = Object.assign(
      new TypeError('POST /api/twilio/sms?webhook_token=hunter2&x=1 broke', { cause }),
      {
        config: { auth: { username: 'AC1', password: 'hunter2' }, data: 'hunter2' },
      },
    );
    log.error({ err: error }, 'something.failed');
    expect(text()).not.toContain('hunter2');
    expect(text()).toContain('webhook_token=[redacted]&x=1');
    expect(text()).toContain('connect to postgres://jobrun:[redacted]@db.example');
    if (format === 'json')
      expect(JSON.parse(text()).err).toMatchObject({ type: 'TypeError', cause: { code: 'ECONNREFUSED' } });
  }
});

test('an object that contains itself does not break the log', () => {
  const { log, text } = openTestLog('json');
  const loop: Record<string, unknown> = { name: 'loop' };
  loop.self = loop;
  log.info(loop, 'something.happened');
  expect(text()).toContain('something.happened');
});
