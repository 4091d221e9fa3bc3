/** What the owner hears of calls that no text-back follows, and of what callers add, on a real database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fireDueTimers } from '../../src/conversations/index.ts';
import type { Delivery } from '../../src/inbox/index.ts';
import { flagUntextable } from '../../src/messages/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ownOnboardingNumber, type TestEngine, textFrom } from '../support/engine.ts';

const NUMBER = '+447700900600';
const OWNER = '+447700900601';
const NOW = new Date('2026-11-20T23:30:00Z');
let db: TestDatabase;
let engine: TestEngine;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
    VALUES ('abc', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${NUMBER}, true, now())`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status, org_id)
    VALUES (${NUMBER}, 'OPERATIONAL', 'forwarded_in', 'ASSIGNED', 'abc')`;
  engine = engineOn(db.engine);
});
afterAll(() => db.drop());

const minute = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const says = (from: string, body: string, minutes = 0) =>
  engine.advance(textFrom(from, body, { to: NUMBER, at: minute(minutes) }));

function rings(caller: string, minutes: number, callSid = newId()) {
  const from = caller.startsWith('+4477') ? parsePhone(caller) : null;
  const call: Delivery = {
    ...textFrom(caller, '', { to: NUMBER, at: minute(minutes) }),
    isTextable: from !== null,
    occurrence: { kind: 'call', callSid, from, forwardedFrom: null },
  };
  return engine.advance(call);
}

interface Promised {
  readonly body: string;
  readonly is_answer: boolean;
  readonly status: string;
}

async function promisedTo(phone: string): Promise<Promised[]> {
  const rows = await db.sql<Promised[]>`
    SELECT payload ->> 'body' AS body, is_answer, status FROM outbox WHERE recipient = ${phone} ORDER BY seq`;
  return rows.map((row) => ({ ...row }));
}

/** What the owner was promised by this. */
async function news(happens: () => Promise<unknown>): Promise<string[]> {
  const before = (await promisedTo(OWNER)).length;
  await happens();
  return (await promisedTo(OWNER)).slice(before).map(({ body }) => body);
}

describe('a call that no text-back follows', () => {
  const WITHHELD = "Missed call from a withheld number, so we couldn't text them back.";

  test.each(['anonymous', '+266696687'])('%s: once a window, and every call is a row', async (word) => {
    expect(await news(() => rings(word, 0))).toEqual([WITHHELD]);
    expect(await news(() => rings(word, 239))).toEqual([]);
    expect(await news(() => rings(word, 241))).toEqual([WITHHELD]);
    expect(await promisedTo(word)).toEqual([]);
    expect(await db.sql`SELECT FROM calls WHERE their_number = ${word}`).toHaveLength(3);
  });

  test('somebody who opted out is not texted, and the owner hears why', async () => {
    const caller = '+447700900611';
    await says(caller, 'STOP');
    expect(await news(() => rings(caller, 1))).toEqual([
      `Missed call from ${caller}. They asked not to get texts, so we didn't. Best to ring back.`,
    ]);
    expect(await news(() => rings(caller, 2))).toEqual([]);
    expect(await promisedTo(caller)).toEqual([]);
  });

  test('a landline that the network told us of costs no conversation, until it texts', async () => {
    const caller = '+447700900612';
    await flagUntextable(db.engine, { phone: caller, code: '30006', at: NOW });
    const used = async () =>
      (await db.sql`SELECT used FROM conversation_usage WHERE org_id = 'abc'`)[0]?.used ?? 0;
    const before = await used();
    expect(await news(() => rings(caller, 1))).toEqual([
      `Missed call from ${caller}. No text reaches that number, it may be a landline. Best to ring back.`,
    ]);
    expect(await used()).toBe(before);
    await says(caller, 'hello', 5);
    expect((await promisedTo(caller)).at(-1)?.body).toContain('Thanks for your text');
  });

  test('one who was texted and whose enquiry is closed: no second text-back, but the owner hears it once', async () => {
    const caller = '+447700900613';
    await rings(caller, 0);
    expect(await promisedTo(caller)).toHaveLength(1);
    await says(caller, 'wrong number', 1);
    expect((await promisedTo(caller)).at(-1)?.body).toContain('thanks for letting us know');
    const [row] = await db.sql`SELECT status FROM enquiries WHERE caller = ${caller}`;
    expect(row?.status).toBe('closed');
    expect(await news(() => rings(caller, 10))).toEqual([expect.stringContaining('Another missed call')]);
    expect(await news(() => rings(caller, 20))).toEqual([]);
    expect(await promisedTo(caller)).toHaveLength(2);
  });

  test('the same call reported twice is one call', async () => {
    const [caller, callSid] = ['+447700900614', newId()];
    await says(caller, 'STOP');
    await rings(caller, 1, callSid);
    await db.sql`UPDATE enquiries SET told_at = NULL WHERE caller = ${caller}`;
    const again = { ...textFrom(caller, '', { to: NUMBER, at: minute(2) }) };
    const from = parsePhone(caller);
    const call = { ...again, occurrence: { kind: 'call' as const, callSid, from, forwardedFrom: null } };
    expect(await news(() => engine.advance(call))).toEqual([]);
  });

  test('a text-back that cannot be delivered: the owner is told to ring, once', async () => {
    const caller = '+447700900615';
    await rings(caller, 0);
    const failed: Delivery = {
      ...textFrom(caller, '', { to: NUMBER, at: minute(1) }),
      provider: 'jobrun',
      occurrence: {
        kind: 'machine',
        machine: 'enquiry',
        event: { type: 'TEXT_FAILED', text: 'textBack', reason: '30006 a landline' },
      },
      orgId: 'abc',
    };
    expect(await news(() => engine.advance(failed))).toEqual([
      `Missed call from ${caller} - a landline, so we couldn't text them. Best to ring back.`,
    ]);
    expect(await news(() => rings(caller, 5))).toEqual([]);
  });

  test('an owner who opted out is promised nothing that leaves', async () => {
    await db.sql`
      INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
      VALUES ('org:abc', ${OWNER}, 'sms', 'abc', true, now())`;
    await rings('restricted', 0);
    expect((await promisedTo(OWNER)).at(-1)).toMatchObject({ body: WITHHELD, status: 'suppressed' });
    await db.sql`DELETE FROM consents WHERE phone = ${OWNER}`;
  });
});

describe('an enquiry that the owner knows of', () => {
  const anna = '+447700900621';

  beforeAll(() => db.sql`TRUNCATE enquiries, timers, conversations CASCADE`);

  test('what is added in one go is one text, though nobody is there to wait for it but a row', async () => {
    await says(anna, 'leaking tap in Leeds LS1, urgent, tomorrow morning, Анна');
    expect(await news(() => says(anna, 'ворота закрыты'))).toEqual([]);
    expect(await news(() => says(anna, 'zili çalın 👋'))).toEqual([]);
    // As if the first text had left: its timer runs from then on.
    await db.sql`UPDATE timers SET due_at = coalesce(due_at, ${minute(1)}), after_promise = NULL`;
    const later = engineOn(db.engine);
    expect(await news(() => fireDueTimers(db.engine, later.advance, minute(0.5)))).toEqual([]);
    expect(await news(() => fireDueTimers(db.engine, later.advance, minute(2)))).toEqual([
      'Анна (1): ворота закрыты\nzili çalın 👋',
    ]);
    // It is past eleven at night: an answer does not wait for the morning.
    expect((await promisedTo(OWNER)).at(-1)).toMatchObject({ is_answer: true, status: 'due' });
    expect(await news(() => fireDueTimers(db.engine, later.advance, minute(9)))).toEqual([]);
  });

  test('its caller rings again: one line to the owner a window, and no text to the caller', async () => {
    const before = (await promisedTo(anna)).length;
    expect(await news(() => rings(anna, 10))).toEqual([
      `Анна, ${anna} (1) has rung again. Best to ring back.`,
    ]);
    expect(await news(() => rings(anna, 12))).toEqual([]);
    await says(OWNER, 'TAKE 1', 13);
    expect(await news(() => rings(anna, 260))).toEqual([
      `Анна, ${anna} (1) has rung again. Best to ring back.`,
    ]);
    expect(await promisedTo(anna)).toHaveLength(before);
    expect(await db.sql`SELECT FROM calls WHERE their_number = ${anna}`).toHaveLength(3);
  });

  test('photos are named, not linked, and their addresses are kept', async () => {
    const [caller, url] = ['+447700900622', 'https://media.example/photo.jpg'];
    await says(caller, 'leaking tap in Leeds LS1, urgent, tomorrow morning, Bob');
    await says(OWNER, 'TAKE 2', 1);
    const picture = { kind: 'text' as const, body: 'look', mediaUrls: [url, `${url}?2`] };
    const delivery = { ...textFrom(caller, '', { to: NUMBER, at: minute(2) }), occurrence: picture };
    expect(await news(() => engine.advance(delivery))).toEqual([
      'Bob (2): look\n2 photos, kept with the enquiry',
    ]);
    const [row] = await db.sql`SELECT photos FROM enquiries WHERE caller = ${caller}`;
    expect(row?.photos).toEqual([url, `${url}?2`]);
  });
});

describe('the owner at the desk', () => {
  const answer = async (body: string, minutes: number) =>
    (await news(() => says(OWNER, body, minutes))).at(-1);
  const stored = async () =>
    (await db.sql`SELECT business_hours FROM organizations WHERE id = 'abc'`)[0]?.business_hours;

  test('sets hours, and callers are greeted by them', async () => {
    expect(await answer('HOURS Mon-Fri 8-6', 300)).toContain("You're open Mon-Fri 08:00-18:00.");
    expect(await stored()).toMatchObject({ mon: ['08:00', '18:00'], fri: ['08:00', '18:00'] });
    await rings('+447700900631', 301);
    expect((await promisedTo('+447700900631'))[0]?.body).toContain("we're closed just now");
    expect(await answer('hours', 302)).toContain('Mon-Fri 08:00-18:00');
    expect(await answer('hours sometimes', 303)).toContain("didn't get those hours");
    expect(await stored()).toMatchObject({ mon: ['08:00', '18:00'] });
    expect(await answer('HOURS OFF', 304)).toContain("You're always open");
    expect(await stored()).toBeNull();
  });

  test('switches forwarding off: the code of their phone, and the machine of their other thread', async () => {
    await db.sql`
      INSERT INTO conversations (id, org_id, our_number, their_number, machine, state, context)
      VALUES (${newId()}, 'abc', '+447476955179', ${OWNER}, 'forwarding', 'active', '{"phoneType":"iphone"}'::jsonb)`;
    expect(await answer('FORWARDING OFF', 310)).toContain('##004#');
    const rows =
      await db.sql`SELECT our_number, state FROM conversations WHERE machine = 'forwarding' AND org_id = 'abc'`;
    expect(rows.map((row) => ({ ...row }))).toEqual([{ our_number: '+447476955179', state: 'disabled' }]);
  });
});
