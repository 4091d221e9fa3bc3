/** The do-not-call statements of the outbound runbook (§2, §6) run as written, and feed the one ledger. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { mayCall, mayText, recordConsent } from '../../src/consent/index.ts';
import { packageRoot } from '../../src/platform/root.ts';
import { cloneDatabase } from '../support/database.ts';
import { connectAsOperator } from './statements.ts';

const db = await cloneDatabase();
const operator = connectAsOperator(db.url);
afterAll(async () => {
  await operator.end();
  await db.drop();
});

const ORG = 'dnc-business';
const PHONE = '+905559999999';
const INSERT = `INSERT INTO "DoNotCall" (id, "businessId", "phoneE164", source)
VALUES ('test_dnc_1', <BUSINESS_ID>, '+905559999999', 'MANUAL_TEST')
ON CONFLICT ("businessId", "phoneE164") DO NOTHING;`;
const SELECT = `SELECT * FROM "DoNotCall" WHERE "phoneE164" = '+905559999999';`;
const DELETE = `DELETE FROM "DoNotCall" WHERE id = 'test_dnc_1';`;
/** As an operator types it: only the placeholder is replaced, by a quoted id. */
const run = (statement: string) => operator.unsafe(statement.replaceAll('<BUSINESS_ID>', `'${ORG}'`));
const contact = { orgId: ORG, ourNumber: null, phone: PHONE };
const ledger = () =>
  db.sql`SELECT channel, action, source, words FROM consent_ledger WHERE org_id = ${ORG} ORDER BY id`;

beforeEach(async () => {
  await db.sql`TRUNCATE organizations, consents, do_not_call, consent_ledger CASCADE`;
  await operator`
    INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive")
    VALUES (${ORG}, 'Ada Plumbing', 'TR', '+905321234567', true)`;
});

test('the table is there, once, and the file that adds it runs any number of times', async () => {
  const file = await readFile(join(packageRoot, 'scripts/sql/add_do_not_call_table.sql'), 'utf8');
  await operator.unsafe(file);
  await operator.unsafe(file);
  const found = await run(`SELECT table_name FROM information_schema.tables WHERE table_name = 'DoNotCall';`);
  expect(found).toHaveLength(1);
});

test('§2: insert twice, read, delete; calls are blocked in between, texts are not', async () => {
  await run(INSERT);
  await run(INSERT);
  const rows = await run(SELECT);
  expect(rows).toEqual([
    {
      id: 'test_dnc_1',
      businessId: ORG,
      phoneE164: PHONE,
      source: 'MANUAL_TEST',
      createdAt: expect.any(Date),
    },
  ]);
  expect(await mayCall(db.engine, contact)).toBe(false);
  expect(await mayText(db.engine, contact)).toBe(true);
  await run(DELETE);
  expect(await run(SELECT)).toHaveLength(0);
  expect(await mayCall(db.engine, contact)).toBe(true);
  expect(await ledger()).toEqual([
    { channel: 'call', action: 'opt_out', source: 'operator', words: 'MANUAL_TEST' },
    { channel: 'call', action: 'opt_in', source: 'operator', words: 'MANUAL_TEST' },
  ]);
});

test('§6: the statement without ON CONFLICT refuses a second entry', async () => {
  const insert = `INSERT INTO "DoNotCall" (id, "businessId", "phoneE164", source)
VALUES ('dnc_test', <BUSINESS_ID>, '+905551234567', 'MANUAL_TEST');`;
  await run(insert);
  await expect(run(insert)).rejects.toThrow(/duplicate key/);
  await run(`DELETE FROM "DoNotCall" WHERE id = 'dnc_test';`);
});

test.each(['0555 999 99 99', '905559999999', '00905559999999', '+90 (555) 999-99-99'])(
  '%s is the same number',
  async (written) => {
    await run(INSERT);
    await run(INSERT.replace(PHONE, written).replace('test_dnc_1', 'test_dnc_2'));
    expect(await run(SELECT)).toHaveLength(1);
    await run(DELETE);
    await run(INSERT.replace(PHONE, written));
    expect(await run(SELECT)).toHaveLength(1);
  },
);

test('what is no number, or names no business, is refused', async () => {
  await expect(run(INSERT.replace(PHONE, 'call me'))).rejects.toThrow('not a phone number: call me');
  await expect(operator.unsafe(INSERT.replace('<BUSINESS_ID>', `'nobody'`))).rejects.toThrow(/foreign key/);
});

test('what the service records shows in the table, and deleting it there lets calls through again', async () => {
  await recordConsent(db.engine, {
    ...{ orgId: ORG, scope: `org:${ORG}`, phone: PHONE, channel: 'call', action: 'opt_out' },
    ...{ words: 'beni aramayın', source: 'tool', at: new Date() },
  });
  expect(await run(SELECT)).toMatchObject([{ businessId: ORG, source: 'TOOL' }]);
  expect(await ledger()).toHaveLength(1);
  await run(`DELETE FROM "DoNotCall" WHERE "phoneE164" = '${PHONE}'`);
  expect(await mayCall(db.engine, contact)).toBe(true);
  expect(await ledger()).toHaveLength(2);
});

test('an entry that moves to another number lets the old one go', async () => {
  await run(INSERT);
  await operator`UPDATE "DoNotCall" SET "phoneE164" = '+905559999998' WHERE id = 'test_dnc_1'`;
  expect(await mayCall(db.engine, contact)).toBe(true);
  expect(await mayCall(db.engine, { ...contact, phone: '+905559999998' })).toBe(false);
});

test('an organization that is deleted takes its entries along and opts nobody in', async () => {
  await run(INSERT);
  await operator`DELETE FROM clients WHERE id = ${ORG}`;
  expect(await run(SELECT)).toHaveLength(0);
  expect(await ledger()).toHaveLength(1);
});
