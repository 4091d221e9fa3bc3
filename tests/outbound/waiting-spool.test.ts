/** While deliveries wait on a node's disk, what its rounds bring forward does not queue behind them, and does not feed the disk. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStage, POOL_NUMBERS } from '../../scripts/support/stage.ts';
import { addRecipients, createBatch, startBatch } from '../../src/outbound/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { cloneDatabase } from '../support/database.ts';
import { catchLog } from '../support/log-catcher.ts';
import { DAY, turnedClock } from '../support/turned-clock.ts';
import { until } from '../support/until.ts';

const NUMBER = POOL_NUMBERS[0] ?? '';
const ORG = 'abc';
const PHONE = '+447700900311';

test('a batch is called while the disk cannot be emptied', async () => {
  // Noon of tomorrow: within calling hours, and not before the database's own time.
  const clock = turnedClock(`${new Date(Date.now() + DAY).toISOString().slice(0, 10)}T12:00:00.000Z`);
  const db = await cloneDatabase();
  const spool = await mkdtemp(join(tmpdir(), 'jobrun-spool-'));
  // What cannot be read waits for ever.
  await mkdir(join(spool, '000000000000001.ndjson'));
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number, payment_active)
    VALUES (${ORG}, '+447700900301', '+447700900301', ${NUMBER}, true)`;
  await db.sql`INSERT INTO phone_numbers (phone_e164, org_id, status) VALUES (${NUMBER}, ${ORG}, 'ASSIGNED')`;
  const { log } = catchLog();
  const stage = await openStage({
    ...{ databaseUrl: db.url, clock, log },
    env: {
      SPOOL_DIR: spool,
      PHONE_OUTBOUND_V1_ENABLED: 'true',
      PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: ORG,
    },
  });
  onTestFinished(async () => {
    await stage.close();
    await db.drop();
    await rm(spool, { recursive: true });
  });
  stage.simulator.network.phone(PHONE).setBehaviour('answers', ['yes']);
  const tools = {
    ...{ sql: db.engine, clock, newId, log, defaultCountry: 'GB' as const },
    advance: () => Promise.reject(new Error('the service calls, not this test')),
    terms: {
      isEnabled: true,
      canaryOrgIds: new Set([ORG]),
      classifierMode: 'KEYWORD_ONLY' as const,
      defaultAgentId: 'agent_simulated',
    },
  };
  const made = await createBatch(tools, {
    ...{ orgId: ORG, name: 'May', callType: 'BILLING_REMINDER', source: 'json' },
  });
  if (made.kind !== 'created') throw new Error(made.reason);
  const batch = { orgId: ORG, batchId: made.batchId };
  await addRecipients(tools, batch, [{ position: 1, name: null, phone: PHONE }]);
  await startBatch(tools, batch);
  await until(() => stage.simulator.elevenlabs.conversations().length === 1);
  expect(await readdir(spool)).toEqual(['000000000000001.ndjson']);
});
