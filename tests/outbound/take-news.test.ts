/** News that come before their call is known: kept once, matched when it is, and let go when it never is. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../src/inbox/index.ts';
import { type CallNews, matchNews, type OutboundTools, takeNews } from '../../src/outbound/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { catchLog } from '../support/log-catcher.ts';
import { SECOND, turnedClock } from '../support/turned-clock.ts';

const OUR = '+447700900890';
const CALLEE = '+447700900891';
const clock = turnedClock();
const delivered: Delivery[] = [];
let db: TestDatabase;
let tools: OutboundTools;

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written) VALUES ('org-1', '+447700900892', '07700900892')`;
  const terms = {
    ...{ isEnabled: true, canaryOrgIds: new Set<string>(), defaultAgentId: null },
    classifierMode: 'KEYWORD_ONLY' as const,
  };
  tools = {
    ...{ sql: db.engine, clock, newId, log: catchLog().log, terms, defaultCountry: 'GB' },
    advance: async (delivery) => {
      delivered.push(delivery);
      return { answer: '', outcome: 'stepped' };
    },
  };
});
afterAll(() => db?.drop());
beforeEach(() => {
  delivered.length = 0;
});

const failedStart = (): CallNews => {
  const conversationId = `conv_${randomUUID()}`;
  return {
    eventId: `call_initiation_failure:${conversationId}`,
    receivedAt: clock.now(),
    report: {
      ...{
        conversationId,
        callSid: null,
        callId: null,
        status: 'failed',
        notReached: 'busy',
        endReason: 'busy',
      },
      ...{ turns: [], dtmf: null, summary: null, durationS: null },
    },
  };
};
const keptOf = ({ eventId }: CallNews) => db.sql`
  SELECT status, outcome FROM inbound_events WHERE provider_event_id = ${`kept:${eventId}`}`;

test('they are kept once, wait, and are delivered under their own id when the call is known', async () => {
  const news = failedStart();
  expect(await takeNews(tools, news)).toBe('kept');
  expect(await takeNews(tools, news)).toBe('kept');
  expect(await matchNews(tools)).toBe(0);
  expect(await keptOf(news)).toEqual([{ status: 'pending', outcome: null }]);
  const callId = newId();
  await db.sql`
    INSERT INTO agent_calls (id, org_id, our_number, phone, origin, status, conversation_id)
    VALUES (${callId}, 'org-1', ${OUR}, ${CALLEE}, 'request', 'dialling', ${news.report.conversationId})`;
  expect(await matchNews(tools)).toBe(1);
  expect(delivered).toMatchObject([
    {
      ...{ provider: 'elevenlabs', providerEventId: news.eventId, orgId: 'org-1' },
      ...{ ourNumber: OUR, theirNumber: CALLEE, receivedAt: news.receivedAt },
      occurrence: { machine: 'call-outcome', event: { type: 'CALL_REPORTED', callId, report: news.report } },
    },
  ]);
  expect(await keptOf(news)).toEqual([{ status: 'handled', outcome: 'delivered' }]);
  expect(await matchNews(tools)).toBe(0);
});

test('of a conversation that is nobody’s here they are let go after five minutes', async () => {
  const news = failedStart();
  await takeNews(tools, news);
  clock.turn(299 * SECOND);
  await matchNews(tools);
  expect(await keptOf(news)).toMatchObject([{ status: 'pending' }]);
  clock.turn(2 * SECOND);
  await matchNews(tools);
  expect(await keptOf(news)).toEqual([{ status: 'handled', outcome: 'unknown_call' }]);
  expect(delivered).toEqual([]);
});

test('of a call that is known nothing is kept', async () => {
  const news = failedStart();
  await db.sql`
    INSERT INTO agent_calls (id, org_id, our_number, phone, origin, status, conversation_id)
    VALUES (${newId()}, 'org-1', ${OUR}, ${CALLEE}, 'request', 'dialling', ${news.report.conversationId})`;
  expect(await takeNews(tools, news)).toBe('delivered');
  expect(await keptOf(news)).toEqual([]);
});
