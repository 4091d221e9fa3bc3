/** What whoever asked for a call is shown of what came of it, read after the machine has done its work. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  addRecipients,
  batchRecipients,
  createBatch,
  readCall,
  runFollowUps,
  startBatch,
} from '../../src/outbound/index.ts';
import { ADA, ANNA, accepted, MORNING, openWorld } from './world.ts';

const world = await openWorld();
const { clock, tools } = world;
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  clock.turn(Date.parse(MORNING) - clock.now().getTime());
});

const shown = (callId: string) => readCall(tools.sql, { orgId: ADA, callId });

async function called(said: string): Promise<string> {
  const callId = await accepted(world.request({ name: 'Anna' }));
  await world.work();
  await world.ends(callId, said);
  return callId;
}

test('a yes, with the words that it was read from', async () => {
  expect(await shown(await called('Yes, that is fine'))).toMatchObject({
    ...{ status: 'completed', label: 'YES', evidence: 'yes thats fine', waitsFor: null, notBefore: null },
    ...{ summary: 'A talk.', durationS: 30, nextTry: null, followUp: null, callback: null, doNotCall: null },
    dialledAt: clock.now(),
  });
});

test('a follow-up with its time, and the call that it becomes', async () => {
  const callId = await called('call me tomorrow at 3pm');
  const promised = { channel: 'call', scheduledFor: new Date('2030-11-23T15:00:00.000Z'), status: 'pending' };
  expect(await shown(callId)).toMatchObject({ label: 'LATER', followUp: { ...promised, callId: null } });
  clock.turn(29 * 60 * 60_000);
  await runFollowUps(tools);
  const after = await shown(callId);
  expect(after?.followUp).toMatchObject({ status: 'done', callId: expect.any(String) });
  expect(await shown(after?.followUp?.callId ?? '')).toMatchObject({ origin: 'follow_up', follows: callId });
});

test('a callback to a person', async () => {
  expect(await shown(await called('I want to talk to a person'))).toMatchObject({
    label: 'ASK_AGENT',
    callback: { name: 'Anna', reason: 'talk to a person', status: 'pending' },
  });
});

test('who asked never to be called again is on the list, and what was queued for them is cancelled', async () => {
  const callId = await accepted(world.request());
  await world.work();
  const waiting = await accepted(world.request());
  expect(await shown(waiting)).toMatchObject({ status: 'queued', waitsFor: 'earlier_call' });
  await world.ends(callId, 'do not call me again');
  expect(await shown(callId)).toMatchObject({
    label: 'DONT_CALL',
    doNotCall: { since: clock.now(), words: 'dont call', source: 'call' },
  });
  expect(await shown(waiting)).toMatchObject({ status: 'cancelled', endReason: 'do_not_call' });
});

test('a STOP by text stands in the way as well', async () => {
  const callId = await called('yes');
  await world.db.sql`INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    VALUES (${`org:${ADA}`}, ${ANNA}, 'sms', ${ADA}, true, ${MORNING})`;
  expect(await shown(callId)).toMatchObject({ doNotCall: { since: new Date(MORNING) } });
});

test('a call that nobody answered names the next try; the list of a batch shows that one', async () => {
  const topic = { orgId: ADA, callType: 'BILLING_REMINDER' } as const;
  const batch = await createBatch(tools, { ...topic, name: 'May', source: 'json' });
  if (batch.kind === 'refused') throw new Error(batch.reason);
  const ref = { orgId: ADA, batchId: batch.batchId };
  await addRecipients(tools, ref, [{ position: 1, name: 'Anna', phone: ANNA }]);
  await startBatch(tools, ref);
  await world.work();
  const [first] = await world.calls();
  await world.report(first?.id ?? '', { status: 'failed', notReached: 'no_answer' });
  const until = new Date(clock.now().getTime() + 30 * 60_000);
  const before = await shown(first?.id ?? '');
  expect(before).toMatchObject({
    status: 'no_answer',
    nextTry: { attempt: 2, status: 'queued', notBefore: until },
  });
  const [recipient] = await batchRecipients(tools.sql, ref, { after: 0, limit: 10 });
  expect(recipient).toMatchObject({
    ...{ row: 1, name: 'Anna', outcome: 'queued', error: null },
    call: {
      callId: before?.nextTry?.callId,
      attempt: 2,
      follows: first?.id,
      waitsFor: 'retry',
      notBefore: until,
    },
  });
});
