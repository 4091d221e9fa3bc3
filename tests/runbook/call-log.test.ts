/** The call-log statements of the outbound runbook (§5, §7) run as written, and show what the calls of the service left. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { refuseInboundCall } from '../../src/outbound/index.ts';
import { ADA, ANNA, accepted, OUR_NUMBER, openWorld } from '../outbound/world.ts';
import { connectAsOperator } from './statements.ts';

const world = await openWorld();
const operator = connectAsOperator(world.db.url);
afterAll(async () => {
  await operator.end();
  await world.close();
});
beforeEach(() => world.reset());

const CALLS = `SELECT
  "callId",
  "businessId",
  status,
  direction,
  "endReason",
  "analysisData"->'label' AS label,
  "analysisData"->'callType' AS "callType",
  "analysisData"->'mode' AS mode,
  "createdAt"
FROM "CallLog"
WHERE "businessId" = <BUSINESS_ID>
ORDER BY "createdAt" DESC
LIMIT 5;`;
const REJECTED = `SELECT "callId", status, summary
FROM "CallLog"
WHERE status = 'inbound_disabled_v1'
ORDER BY "createdAt" DESC
LIMIT 5;`;
const run = (statement: string) => operator.unsafe(statement.replaceAll('<BUSINESS_ID>', `'${ADA}'`));

test('§5: answered while it lasts, completed afterwards, with label, type and mode', async () => {
  const call = await accepted(world.request());
  await world.work();
  await world.report(call, { status: 'in-progress', endReason: null });
  const shown = {
    callId: `conv_${call}`,
    businessId: ADA,
    direction: 'outbound',
    createdAt: expect.any(Date),
  };
  const about = { callType: 'BILLING_REMINDER', mode: 'KEYWORD_ONLY' };
  expect(await run(CALLS)).toEqual([
    { ...shown, ...about, status: 'answered', endReason: null, label: null },
  ]);
  await world.ends(call, 'yes please');
  expect(await run(CALLS)).toEqual([
    { ...shown, ...about, status: 'completed', endReason: 'client ended call', label: 'YES' },
  ]);
});

test('a call is listed by our own id until the company has one', async () => {
  const call = await accepted(world.request());
  expect(await run(CALLS)).toMatchObject([
    { callId: call, status: 'dialling', callType: 'BILLING_REMINDER' },
  ]);
});

test('§7: a call that was rejected when it came in', async () => {
  const inbound = { conversationId: 'conv_in', callSid: 'CA1', ourNumber: OUR_NUMBER, caller: ANNA };
  await refuseInboundCall(world.tools, inbound);
  await world.report('x', { conversationId: 'conv_in' });
  expect(await run(REJECTED)).toEqual([
    {
      callId: 'conv_in',
      status: 'inbound_disabled_v1',
      summary: expect.stringContaining('PHONE_INBOUND_ENABLED'),
    },
  ]);
});

test('operators may correct and remove rows, and write none by hand', async () => {
  await accepted(world.request());
  await operator`UPDATE "CallLog" SET summary = 'by hand'`;
  expect(await operator`SELECT summary FROM "CallLog"`).toEqual([{ summary: 'by hand' }]);
  await expect(operator`INSERT INTO "CallLog" (status) VALUES ('completed')`).rejects.toThrow();
  await operator`DELETE FROM "CallLog"`;
  expect(await operator`SELECT FROM "CallLog"`).toHaveLength(0);
});
