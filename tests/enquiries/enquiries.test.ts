/** A caller texts a business: the enquiry, the owner's desk, and the rules that say no, on a real database. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOpenAt, openEnquiry } from '../../src/enquiries/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ownOnboardingNumber, type TestEngine, textFrom } from '../support/engine.ts';

const NUMBER = '+447700900300';
const OWNER = '+447700900301';
const NOW = new Date('2026-11-20T10:00:00Z');
let db: TestDatabase;
let engine: TestEngine;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
  await business('abc', OWNER, NUMBER);
  engine = engineOn(db.engine);
});
afterAll(() => db.drop());

async function business(id: string, owner: string, number: string | null): Promise<void> {
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
    VALUES (${id}, 'ABC Plumbing', ${owner}, ${owner}, ${number}, true, now())`;
  if (number === null) return;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status, org_id)
    VALUES (${number}, 'OPERATIONAL', 'forwarded_in', 'ASSIGNED', ${id})`;
}

const says = (from: string, body: string) => engine.advance(textFrom(from, body, { to: NUMBER, at: NOW }));
const textsTo = async (phone: string) => {
  const rows = await db.sql<{ body: string }[]>`
    SELECT payload ->> 'body' AS body FROM outbox WHERE recipient = ${phone} ORDER BY seq`;
  return rows.map(({ body }) => body);
};
const open = (
  orgId: string,
  caller: string,
  change: { callSid?: string; isTextable?: boolean; now?: Date } = {},
) =>
  db.engine.begin((tx) =>
    openEnquiry(tx, {
      ...{
        orgId,
        ourNumber: NUMBER,
        caller,
        id: newId(),
        callSid: newId(),
        isTextable: true,
        isWithheld: false,
        now: NOW,
      },
      ...change,
    }),
  );

test('a caller tells everything, the owner reads it, answers, and is passed what comes back', async () => {
  const anna = '+447700900311';
  await says(anna, 'leaking tap in Leeds LS1, urgent, tomorrow morning, Anna');
  expect((await textsTo(anna)).at(-1)).toContain('Thanks Anna');
  expect((await textsTo(OWNER)).at(-1)).toContain('New job (1): leaking tap');
  await says(OWNER, '1 hello, I can come at five');
  expect((await textsTo(anna)).at(-1)).toBe('hello, I can come at five');
  const silentFrom = (await textsTo(anna)).length;
  await says(anna, 'see you at five');
  expect(await textsTo(anna)).toHaveLength(silentFrom);
  expect((await textsTo(OWNER)).at(-1)).toBe('Anna (1): see you at five');
  await says(OWNER, 'IGNORE 1');
  await says(anna, 'hello?');
  expect(await textsTo(anna)).toHaveLength(silentFrom);
});

test('three missed calls in ten minutes are one text', async () => {
  const caller = '+447700900312';
  for (const minute of [0, 4, 9]) {
    await engine.advance({
      ...textFrom(caller, '', { to: NUMBER, at: new Date(NOW.getTime() + minute * 60_000) }),
      occurrence: { kind: 'call', callSid: `CA${minute}`, from: parsePhone(caller), forwardedFrom: null },
    });
  }
  const texts = await textsTo(caller);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain("it's ABC Plumbing. Sorry we missed your call.");
  expect(await db.sql`SELECT FROM calls WHERE their_number = ${caller}`).toHaveLength(3);
});

test('fifty calls at once never exceed the limit, and the owner is told once', async () => {
  await business('limited', '+447700900302', null);
  await db.sql`UPDATE organizations SET monthly_conversation_limit = 7 WHERE id = 'limited'`;
  const callers = Array.from({ length: 50 }, (_, n) => `+4477009004${String(n).padStart(2, '0')}`);
  const opened = await Promise.all(callers.map((caller) => open('limited', caller)));
  expect(opened.filter(({ isOpened }) => isOpened)).toHaveLength(7);
  expect(opened.filter((one) => !one.isOpened && one.reason === 'limit' && one.isFirst)).toHaveLength(1);
  const handles = opened.flatMap((one) => (one.isOpened ? [one.handle] : []));
  expect(handles.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a month ends where the business is', async () => {
  await business('tokyo', '+447700900303', null);
  await db.sql`UPDATE organizations SET time_zone = 'Asia/Tokyo', monthly_conversation_limit = 1 WHERE id = 'tokyo'`;
  const at = (iso: string) => ({ now: new Date(iso) });
  expect(await open('tokyo', '+447700900501', at('2026-11-30T14:59:59Z'))).toMatchObject({ isOpened: true });
  expect(await open('tokyo', '+447700900502', at('2026-11-30T14:59:59Z'))).toMatchObject({ reason: 'limit' });
  expect(await open('tokyo', '+447700900503', at('2026-11-30T15:00:00Z'))).toMatchObject({ isOpened: true });
});

test('one text-back per caller and window; a text is answered all the same', async () => {
  await business('window', '+447700900304', null);
  const caller = '+447700900511';
  expect(await open('window', caller)).toMatchObject({ isOpened: true });
  expect(await open('window', caller)).toMatchObject({ reason: 'recent' });
  await db.sql`UPDATE enquiries SET status = 'closed' WHERE caller = ${caller}`;
  const later = (minutes: number) => ({ now: new Date(NOW.getTime() + minutes * 60_000) });
  expect(await open('window', caller, later(239))).toMatchObject({ reason: 'recent' });
  expect(await open('window', caller, later(240))).toMatchObject({ isOpened: true });
});

test('nobody pays: the lead is kept, nobody is texted, the owner is told once', async () => {
  await business('unpaid', '+447700900305', null);
  await db.sql`UPDATE organizations SET payment_active = false WHERE id = 'unpaid'`;
  const later = { now: new Date(Date.now() + 60_000) };
  expect(await open('unpaid', '+447700900521', later)).toMatchObject({ reason: 'billing', isFirst: true });
  expect(await open('unpaid', '+447700900522', later)).toMatchObject({ reason: 'billing', isFirst: false });
  const rows = await db.sql`SELECT status, billing_required FROM enquiries WHERE org_id = 'unpaid'`;
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { status: 'refused', billing_required: true },
    { status: 'refused', billing_required: true },
  ]);
});

test('business hours follow the clock on the wall, also when it is put back', () => {
  const hours = { sun: ['08:00', '18:00'] };
  const isOpen = (iso: string) => isOpenAt(hours, 'Europe/London', new Date(iso));
  // 25 October 2026: the clocks go back at 01:00 UTC.
  expect(isOpen('2026-10-25T07:30:00Z')).toBe(false);
  expect(isOpen('2026-10-25T08:00:00Z')).toBe(true);
  expect(isOpen('2026-10-18T07:00:00Z')).toBe(true);
  expect(isOpen('2026-10-26T12:00:00Z')).toBe(false);
  expect(isOpenAt('nonsense', 'Mars/Olympus', NOW)).toBe(true);
});
