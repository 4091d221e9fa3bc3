/** A batch of calls as a CSV file, from the upload to the queue: taken in, filtered against a long do-not-call list, queued. */
import { createKey, SCOPES } from '../../src/identity/index.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { onGround } from './support/ground.ts';
import { describeMachine, quantile } from './yardstick.ts';

export interface BatchOptions {
  readonly runs: number;
  readonly recipients: number;
  readonly doNotCall: number;
}

const ORG = 'bench';
/** Numbers that no carrier hands out: 4470 and eight digits. Every tenth recipient of a file is on the list. */
const phone = (n: number) => `+4470${String(n).padStart(8, '0')}`;
/** One POST with 100,000 rows may take its time; this only ends one that hangs. */
const TIMEOUT_MS = 120_000;

export async function benchBatch(
  print: (line: string) => void,
  { runs, recipients, doNotCall }: BatchOptions,
): Promise<void> {
  await onGround(async ({ addSite }) => {
    const env = {
      PHONE_OUTBOUND_V1_ENABLED: 'true',
      PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: ORG,
      ELEVENLABS_AGENT_ID: 'agent_bench',
    };
    const { service, owner } = await addSite('batch', (sql) => prepare(sql, doNotCall), [], env);
    const key = await createKey(owner, {
      id: newId(),
      orgId: ORG,
      name: 'bench',
      scopes: SCOPES,
      now: new Date(),
    });
    print(await describeMachine());
    const seconds: number[] = [];
    let memoryMb = 0;
    for (let run = 0; run <= runs; run += 1) {
      const watch = setInterval(async () => {
        memoryMb = Math.max(memoryMb, await service.memoryMb());
      }, 20);
      const took = await upload(service.url, `${key}`, fileOf(run, recipients));
      clearInterval(watch);
      // The first one compiles and fills caches.
      if (run > 0) seconds.push(took);
    }
    print(
      `${recipients} recipients from a CSV file, against ${doNotCall} on the list: until the answer p50 ${quantile(seconds, 0.5).toFixed(2)} s, most ${Math.max(...seconds).toFixed(2)} s; the service took ${memoryMb} MB at most`,
    );
  });
}

/** Nobody is dialled: the organization may make no call a day. */
async function prepare(sql: Sql, doNotCall: number): Promise<void> {
  await sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number, payment_active)
    VALUES (${ORG}, '+447700900100', '+447700900100', '+447700900101', true)`;
  await sql`INSERT INTO phone_numbers (phone_e164, org_id, status) VALUES ('+447700900101', ${ORG}, 'ASSIGNED')`;
  await sql`INSERT INTO outbound_settings (org_id, daily_limit) VALUES (${ORG}, 0)`;
  // Without the triggers that would write each entry into the operators' table as well.
  await sql`SET session_replication_role = replica`;
  await sql`
    INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    SELECT ${`org:${ORG}`}, '+4470' || lpad((n * 10)::text, 8, '0'), 'call', ${ORG}, true, now()
    FROM generate_series(1, ${doNotCall}) n`;
  await sql`SET session_replication_role = origin`;
  await sql`VACUUM ANALYZE`;
}

function fileOf(run: number, recipients: number): string {
  const rows = Array.from({ length: recipients }, (_, n) => {
    const at = run * recipients + n + 1;
    return `Customer ${at},${phone(at)},${at % 500}.00,2026-12-01`;
  });
  return ['name,phone,amount,due_date', ...rows, ''].join('\r\n');
}

async function upload(url: string, key: string, file: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(`${url}/api/batch-calls?campaignName=bench&callType=BILLING_REMINDER`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body: file,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body = await answer.text();
  const seconds = (performance.now() - startedAt) / 1_000;
  if (answer.status !== 201)
    throw new Error(`the batch was answered ${answer.status}: ${body.slice(0, 200)}`);
  return seconds;
}
