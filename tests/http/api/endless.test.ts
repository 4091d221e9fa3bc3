/** Files without an end, sent to the service as a process of its own: it says no, and lives on in little memory. */
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../../../src/identity/index.ts';
import { newId } from '../../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../../support/database.ts';
import { completeEnv, type ServiceProcess, startProcess } from '../../support/process.ts';

/** 60 s: the process starts in two, and takes the 64 MiB that it takes at all in one. */
const LONG = 60_000;
/** 1 GiB: never reached, because the service has said no long before. */
const WHOLE_BYTES = 1024 ** 3;

/** The process from its source has 170 when it starts; whoever kept what comes in would pass this with the first file. */
const MOST_MB = 500;

let db: TestDatabase;
let service: ServiceProcess;
let key: string;
beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number)
    VALUES ('ada', '+447700900780', '+447700900780', '+447700900781')`;
  service = await startProcess({
    ...completeEnv(db.url),
    PHONE_OUTBOUND_V1_ENABLED: 'true',
    PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: 'ada',
    ELEVENLABS_AGENT_ID: 'agent_test',
  });
  await service.ready();
  key =
    (await createKey(db.engine, {
      ...{ id: newId(), orgId: 'ada', name: 'x' },
      scopes: ['batches:write'],
      now: new Date(),
    })) ?? '';
}, LONG);
afterAll(async () => {
  await service?.close();
  await db?.drop();
});

test.each([
  ['a first line without an end', '', 'x'.repeat(65_536), 400],
  ['a second line without an end', 'phone\n', 'x'.repeat(65_536), 413],
  ['a quote that is never closed', 'phone\n"', 'x\n'.repeat(32_768), 400],
  ['rows without an end', 'phone\n', 'nobody\n'.repeat(9_362), 400],
])('%s', { timeout: LONG }, async (_, beginning, piece, status) => {
  const url = await service.ready();
  const { answered, sentBytes } = await pour(
    `${url}/api/batch-calls?campaignName=x&callType=SHIPPING_UPDATE`,
    beginning,
    piece,
  );
  expect(answered).toBe(status);
  expect(sentBytes).toBeLessThan(WHOLE_BYTES / 4);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const residentKb = Number(
    /VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${service.child.pid}/status`, 'utf8'))?.[1],
  );
  expect(residentKb / 1024).toBeLessThan(MOST_MB);
  expect(await db.sql`SELECT FROM agent_calls`).toHaveLength(0);
});

/** Sends as fast as the other end takes it, until it is answered. */
function pour(
  url: string,
  beginning: string,
  piece: string,
): Promise<{ answered: number | undefined; sentBytes: number }> {
  return new Promise((resolve, reject) => {
    let sentBytes = 0;
    const sending = request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    });
    let isOver = false;
    const end = (answered: number | undefined) => {
      isOver = true;
      resolve({ answered, sentBytes });
      sending.destroy();
    };
    sending.once('response', (response) => end(response.statusCode));
    sending.on('error', (error) => isOver || reject(error));
    const goOn = () => {
      while (!isOver && sentBytes < WHOLE_BYTES) {
        sentBytes += piece.length;
        if (!sending.write(piece)) return sending.once('drain', goOn);
      }
      return sending.end();
    };
    sending.write(beginning);
    goOn();
  });
}
