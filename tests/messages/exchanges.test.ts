/** The log of the wire: written beside the work, without credentials, and thrown away after a week. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createExchangeLog, type ExchangeLog, forgetExchanges } from '../../src/messages/index.ts';
import type { RecordExchange } from '../../src/platform/exchange.ts';
import { createTwilio } from '../../src/providers/twilio/index.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { catchLog } from '../support/log-catcher.ts';
import { promiseText } from '../support/promises.ts';
import { DAY } from '../support/turned-clock.ts';

const [OURS, THEIRS] = [parsePhone('+447700900003'), parsePhone('+447700900521')];
if (!OURS || !THEIRS) throw new Error('these are phone numbers');
let db: TestDatabase;
let exchanges: ExchangeLog;

beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`DELETE FROM provider_exchanges`;
  exchanges = createExchangeLog(db.engine, catchLog().log);
});

/** Sends one text to a Twilio that answers so. */
async function send(promiseId: string, answer: { status: number; body: object }, record: RecordExchange) {
  const server = createServer((_request, response) => {
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { texts } = createTwilio({
    accountSid: 'AC00000000000000000000000000000001',
    authToken: 'the-auth-token',
    apiBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callbackUrl: (id) =>
      `https://jobrun.test/api/twilio/status?promise=${id}&webhook_token=the-webhook-token`,
    random: () => 0,
    record,
  });
  const outcome = await texts.sendText({
    from: OURS as never,
    to: THEIRS as never,
    body: 'hello',
    promiseId,
  });
  server.closeAllConnections();
  server.close();
  return outcome;
}

test('a text: who asked, what was said and answered, and no credential', async () => {
  await db.sql`INSERT INTO organizations (id, owner_phone, owner_phone_as_written) VALUES ('wire', ${THEIRS}, ${THEIRS})`;
  const id = await promiseText(db.sql, { to: THEIRS, orgId: 'wire', at: new Date() });
  await send(id, { status: 400, body: { code: 21610, message: 'opted out' } }, exchanges.record);
  await exchanges.idle();
  const [row] = await db.sql`SELECT * FROM provider_exchanges`;
  expect(row).toMatchObject({
    provider: 'twilio',
    promise_id: id,
    org_id: 'wire',
    method: 'POST',
    status: 400,
  });
  expect(row?.path).toBe('/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json');
  expect(row?.request).toMatchObject({ Body: 'hello', To: THEIRS });
  expect(row?.response).toMatchObject({ code: 21610 });
  expect(JSON.stringify(row)).not.toMatch(/the-auth-token|the-webhook-token|authorization/i);
});

test('a database that refuses the log fails no text', async () => {
  const broken = createExchangeLog(db.engine, catchLog().log);
  const answer = { status: 201, body: { sid: 'SM1', status: 'queued' } };
  const outcome = await send('not-an-id', answer, broken.record);
  await broken.idle();
  expect(outcome).toMatchObject({ kind: 'accepted' });
  expect(await db.sql`SELECT FROM provider_exchanges`).toHaveLength(0);
});

test('what is older than a week goes', async () => {
  const now = new Date();
  for (const days of [6, 8]) {
    const at = new Date(now.getTime() - days * DAY);
    await db.sql`
      INSERT INTO provider_exchanges (provider, method, path, duration_ms, at) VALUES ('twilio', 'POST', ${`/${days}`}, 1, ${at})`;
  }
  await forgetExchanges(db.engine, now);
  const rows = await db.sql`SELECT path FROM provider_exchanges`;
  expect(rows.map(({ path }) => path)).toEqual(['/6']);
});
