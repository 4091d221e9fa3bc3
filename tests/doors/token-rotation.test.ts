/** Both rotations of the runbook, rehearsed: no callback is lost, and the old token ends when it is said to. */
import twilio from 'twilio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openDoors, PUBLIC_BASE_URL, SMS_DOOR } from '../support/doors.ts';
import { newSid, ONBOARDING_NUMBER } from '../support/engine.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(() => db.drop());

const text = () => ({ MessageSid: newSid(), From: '+447700900521', To: ONBOARDING_NUMBER, Body: 'hello' });

/** What the doors answer, with these tokens configured, to the old and the new one. */
async function answers(configured: string): Promise<number[]> {
  const doors = await openDoors(db.url, { TWILIO_WEBHOOK_AUTH_TOKEN: configured });
  try {
    const old = await doors.post(SMS_DOOR, text(), { token: 'the-old-webhook-token' });
    const fresh = await doors.post(SMS_DOOR, text(), { token: 'the-new-webhook-token' });
    const log = JSON.stringify(doors.caught.records('twilio.webhook-auth'));
    expect(log).not.toMatch(/the-(old|new)-webhook-token/);
    return [old.status, fresh.status];
  } finally {
    await doors.close();
  }
}

test('the webhook token: the old one, then both, then the new one alone', async () => {
  expect(await answers('the-old-webhook-token')).toEqual([200, 401]);
  expect(await answers('the-new-webhook-token,the-old-webhook-token')).toEqual([200, 200]);
  expect(await answers('the-new-webhook-token')).toEqual([401, 200]);
});

test('the auth token: after the restart only signatures of the new one are genuine', async () => {
  const doors = await openDoors(db.url, { TWILIO_AUTH_TOKEN: 'the-new-auth-token' });
  const post = (authToken: string) => {
    const fields = text();
    const url = `${PUBLIC_BASE_URL}${SMS_DOOR}?webhook_token=first-webhook-token`;
    const signature = twilio.getExpectedTwilioSignature(authToken, url, fields);
    return doors.post(SMS_DOOR, fields, { token: 'first-webhook-token', signature });
  };
  expect((await post('the-old-auth-token')).status).toBe(401);
  expect((await post('the-new-auth-token')).status).toBe(200);
  await doors.close();
});
