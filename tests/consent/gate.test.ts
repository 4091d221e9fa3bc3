/** The gate is one definition: promising and sending ask the same question, and a long list does not slow it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { isBlocked, mayCall, mayText } from '../../src/consent/index.ts';
import { readAndLock } from '../../src/conversations/sql/read.ts';
import { claimDue } from '../../src/outbox/claim.ts';
import { newId } from '../../src/platform/ids.ts';
import { packageRoot } from '../../src/platform/root.ts';
import { cloneDatabase } from '../support/database.ts';
import { ONBOARDING_NUMBER } from '../support/engine.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());

const [ORG, OTHER, PHONE] = ['ada', 'bob', '+447700900410'];
const OURS = '+447700900850';

beforeEach(async () => {
  await db.sql`TRUNCATE organizations, phone_numbers, consents, outbox, do_not_call CASCADE`;
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number)
    VALUES (${ORG}, '+447700900411', '+447700900411', ${OURS}), (${OTHER}, '+447700900412', '+447700900412', NULL)`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status, org_id)
    VALUES (${OURS}, 'OPERATIONAL', 'forwarded_in', 'ASSIGNED', ${ORG})`;
});

const optOut = (scope: string, channel: string, phone = PHONE, isOptedOut = true) =>
  db.sql`INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    VALUES (${scope}, ${phone}, ${channel}, ${scope.startsWith('org:') ? scope.slice(4) : null}, ${isOptedOut}, now())`;

async function askedWhenPromising(phone: string): Promise<boolean> {
  const request = {
    i: 0,
    provider: 'twilio',
    event_id: newId(),
    our: OURS,
    their: phone,
    org: null,
    owner: false,
    call: null,
  };
  const [row] = await readAndLock(db.engine, [request], ONBOARDING_NUMBER);
  return row?.is_opted_out ?? false;
}

async function askedWhenSending(phone: string, kind = 'sendText'): Promise<boolean> {
  const lane = `test:${newId()}`;
  await db.sql`
    INSERT INTO outbox (id, org_id, kind, lane, recipient, payload, due_at)
    VALUES (${newId()}, ${ORG}, ${kind}, ${lane}, ${phone}, ${JSON.stringify({ from: OURS })}::text::jsonb, now() - interval '1 hour')`;
  const [claimed] = await claimDue(db.engine, lane, 1, new Date());
  if (!claimed) throw new Error('the promise was not claimed');
  return claimed.is_opted_out;
}

const cases = [
  { said: 'nothing', scope: null, channel: 'sms', isOut: true, texts: true, calls: true },
  {
    said: 'STOP to the organization',
    scope: `org:${ORG}`,
    channel: 'sms',
    isOut: true,
    texts: false,
    calls: false,
  },
  {
    said: 'STOP to the number',
    scope: `number:${OURS}`,
    channel: 'sms',
    isOut: true,
    texts: false,
    calls: false,
  },
  { said: 'START again', scope: `org:${ORG}`, channel: 'sms', isOut: false, texts: true, calls: true },
  { said: 'do not call', scope: `org:${ORG}`, channel: 'call', isOut: true, texts: true, calls: false },
  {
    said: 'STOP to somebody else',
    scope: `org:${OTHER}`,
    channel: 'sms',
    isOut: true,
    texts: true,
    calls: true,
  },
] as const;

describe.each(cases)('after $said', ({ scope, channel, isOut, texts, calls }) => {
  test(`texts ${texts ? 'pass' : 'stop'} and calls ${calls ? 'pass' : 'stop'}, wherever it is asked`, async () => {
    if (scope) await optOut(scope, channel, PHONE, isOut);
    const contact = { orgId: ORG, ourNumber: OURS, phone: PHONE };
    expect(await askedWhenPromising(PHONE)).toBe(!texts);
    expect(await askedWhenSending(PHONE)).toBe(!texts);
    expect(await askedWhenSending(PHONE, 'placeTestCall')).toBe(!calls);
    expect(await mayText(db.engine, contact)).toBe(texts);
    expect(await mayCall(db.engine, contact)).toBe(calls);
  });
});

test('both places use the one definition, and no other file asks the table who opted out', async () => {
  for (const file of ['src/conversations/sql/read.ts', 'src/outbox/claim.ts']) {
    const source = await readFile(join(packageRoot, file), 'utf8');
    expect(source).toContain('isBlocked(sql');
    expect(source).not.toMatch(/FROM consents/);
  }
});

test('among 100,000 who opted out, the key finds the few rows of one phone', async () => {
  const measure = async () => {
    const times: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      const startedAt = performance.now();
      await askedWhenPromising(PHONE);
      times.push(performance.now() - startedAt);
    }
    return times.sort((one, other) => one - other)[30] ?? 0;
  };
  await measure();
  const before = await measure();
  await db.sql`
    INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    SELECT 'org:' || ${ORG}::text, '+4470' || (10000000 + n), 'sms', ${ORG}, true, now() FROM generate_series(1, 100000) n`;
  await db.sql`ANALYZE consents`;
  await measure();
  const after = await measure();
  console.log(
    `read with the gate: median ${before.toFixed(2)} ms with 0, ${after.toFixed(2)} ms with 100,000 opted out`,
  );
  const sql = db.engine;
  const gate = isBlocked(sql, {
    ...{
      phone: sql`${PHONE}::text`,
      orgId: sql`${ORG}::text`,
      ourNumber: sql`${OURS}::text`,
      isCall: sql`true`,
    },
  });
  const plan = await sql<{ 'QUERY PLAN': string }[]>`EXPLAIN (ANALYZE, BUFFERS) SELECT ${gate}`;
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(lines).toMatch(/Index (Only )?Scan using consents_/);
  expect(lines).not.toMatch(/Seq Scan/);
  // The index of 100,000 phones is three pages deep; three scopes and channels read a handful more. Pages, unlike
  // milliseconds, do not depend on what else the machine does.
  const pages = Number(/Buffers: shared hit=(\d+)/.exec(lines)?.[1] ?? 0);
  expect(pages).toBeLessThanOrEqual(12);
});
