/** A batch of calls as a CSV file, from the upload to the queue: taken in, filtered against a long do-not-call list, queued. */
import { createKey, SCOPES } from '../../src/identity/index.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { remember } from './history.ts';
import { onGround } from './support/ground.ts';
import type { Service } from './support/service.ts';
import { describeMachine, median } from './yardstick.ts';

export interface BatchOptions {
  readonly runs: number;
  readonly recipients: number;
  readonly large: number;
  readonly doNotCall: number;
}

const ORG = 'bench';
/** Numbers that no carrier hands out: 4470 and eight digits. Every tenth recipient of a file is on the list. */
const phone = (n: number) => `+4470${String(n).padStart(8, '0')}`;
/** One POST with 100,000 rows may take its time; this only ends one that hangs. */
const TIMEOUT_MS = 120_000;
/** 3 s: by then what the start has left behind is swept up or never will be. */
const SETTLED_MS = 3_000;
/** 20 ms: a chunk takes longer. */
const SAMPLE_MS = 20;

export async function benchBatch(
  print: (line: string) => void,
  { runs, recipients, large, doNotCall }: BatchOptions,
): Promise<void> {
  await onGround(async ({ addSite }) => {
    const env = {
      PHONE_OUTBOUND_V1_ENABLED: 'true',
      PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: ORG,
      ELEVENLABS_AGENT_ID: 'agent_bench',
    };
    const { service, owner } = await addSite('batch', (sql) => prepare(sql, doNotCall), [], env);
    const newKey = { id: newId(), orgId: ORG, name: 'bench', scopes: SCOPES, now: new Date() };
    const key = `${await createKey(owner, newKey)}`;
    print(await describeMachine());
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const idleMb = await service.memoryMb();
    print(`against ${doNotCall} on the list; the service has ${idleMb} MB before the first file`);
    let written = 0;
    const measure = async (rows: number) => {
      const uploads: Upload[] = [];
      for (let run = 0; run <= runs; run += 1) {
        uploads.push(await upload(service, key, fileOf(written, rows)));
        written += rows;
      }
      return report(print, { rows, idleMb, uploads });
    };
    // One process, the short files first: what the long ones take beyond them is what their length costs.
    const short = await measure(recipients);
    const long = await measure(large);
    await remember('batch', {
      [`${recipients} rows s`]: short.seconds,
      [`${recipients} rows MB`]: short.memoryMb,
      [`${large} rows s`]: long.seconds,
      [`${large} rows MB`]: long.memoryMb,
      'idle MB': idleMb,
    });
  });
}

interface Upload {
  /** From the first byte of the file to the answer. */
  readonly seconds: number;
  /** The most that the service took meanwhile. */
  readonly memoryMb: number;
}

/** Medians; the first upload of a size compiles and fills caches, and counts for nothing but the most. */
function report(
  print: (line: string) => void,
  {
    rows,
    idleMb,
    uploads,
  }: { readonly rows: number; readonly idleMb: number; readonly uploads: readonly Upload[] },
): Upload {
  const counted = uploads.slice(1);
  const seconds = median(counted.map((one) => one.seconds));
  const memoryMb = median(counted.map((one) => one.memoryMb));
  const most = Math.max(...uploads.map((one) => one.memoryMb));
  const slowest = Math.max(...counted.map((one) => one.seconds));
  print(
    `${rows} rows of CSV, until the answer: p50 ${seconds.toFixed(2)} s, most ${slowest.toFixed(2)} s; memory of the service: median ${memoryMb} MB (${memoryMb - idleMb} more than idle), most ${most} MB`,
  );
  return { seconds, memoryMb };
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

/** Nobody of a file before is in it: `from` says how many those were. */
function fileOf(from: number, recipients: number): string {
  const rows = Array.from({ length: recipients }, (_, n) => {
    const at = from + n + 1;
    return `Customer ${at},${phone(at)},${at % 500}.00,2026-12-01`;
  });
  return ['name,phone,amount,due_date', ...rows, ''].join('\r\n');
}

async function upload(service: Service, key: string, file: string): Promise<Upload> {
  let memoryMb = await service.memoryMb();
  const watch = setInterval(async () => {
    memoryMb = Math.max(memoryMb, await service.memoryMb());
  }, SAMPLE_MS);
  const startedAt = performance.now();
  try {
    const answer = await fetch(
      `${service.url}/api/batch-calls?campaignName=bench&callType=BILLING_REMINDER`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
        body: file,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    const body = await answer.text();
    if (answer.status !== 201)
      throw new Error(`the batch was answered ${answer.status}: ${body.slice(0, 200)}`);
    return { seconds: (performance.now() - startedAt) / 1_000, memoryMb };
  } finally {
    clearInterval(watch);
  }
}
