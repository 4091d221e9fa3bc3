/** Lists of people to call, without the HTTP around them: the do-not-call filter, taking a list in, and queueing it. */
import { isBlocked } from '../../src/consent/index.ts';
import {
  addRecipients,
  createBatch,
  type NewRecipient,
  type OutboundTools,
  startBatch,
} from '../../src/outbound/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { connect, migrate, type Sql } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { openLog } from '../../src/platform/log.ts';
import { openTemporaryDatabase } from '../support/temporary-database.ts';
import { describeMachine, median } from './yardstick.ts';

export interface OutboundOptions {
  readonly runs: number;
  readonly doNotCall: number;
}

const ORG = 'bench';
const OUR_NUMBER = '+447700900101';
/** What the service takes in at once. */
const CHUNK = 500;
const FILTERED = 100_000;
const QUEUED = 10_000;
/** Numbers that no carrier hands out. Every tenth is on the list. */
const phone = (n: number) => `+4470${String(n).padStart(8, '0')}`;

export async function benchOutbound(
  print: (line: string) => void,
  { runs, doNotCall }: OutboundOptions,
): Promise<void> {
  const server = await openTemporaryDatabase(['max_connections=30']);
  try {
    await migrate(server.url);
    const owner = connect({ url: server.url, max: 1, applicationName: 'bench-owner' });
    await prepare(owner, doNotCall);
    await owner.end();
    const sql = connect({ url: server.url, role: 'jobrun_engine', max: 4, applicationName: 'bench' });
    print(await describeMachine());
    const filter: number[] = [];
    const taken: number[] = [];
    const queue: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const from = run * (FILTERED + QUEUED);
      const filtered = await filterAlone(sql, from);
      const all = await listOf(sql, from, FILTERED);
      const short = await listOf(sql, from + FILTERED, QUEUED);
      const queued = short.takenIn + short.queued;
      // The first one fills caches.
      if (run === 0) continue;
      filter.push(filtered);
      taken.push(all.takenIn);
      queue.push(queued);
      print(`run ${run}: ${shown(filtered)}, ${shown(all.takenIn)} and ${shown(queued)}`);
    }
    print(`against ${doNotCall} on the list, medians:`);
    print(`${FILTERED} recipients filtered in ${shown(median(filter))}`);
    print(`${FILTERED} recipients filtered and written, with their consent, in ${shown(median(taken))}`);
    print(`${QUEUED} recipients filtered, written and queued in ${shown(median(queue))}`);
    await sql.end();
  } finally {
    await server.stop();
  }
}

/** The gate's own condition, asked for each phone of a list. */
async function filterAlone(sql: Sql, from: number): Promise<number> {
  const phones = JSON.stringify(Array.from({ length: FILTERED }, (_, n) => phone(from + n)));
  const startedAt = performance.now();
  await sql`
    SELECT count(*) FROM json_array_elements_text(${phones}::text::json) AS x(phone) WHERE ${isBlocked(sql, {
      ...{ phone: sql`x.phone`, orgId: sql`${ORG}::text`, ourNumber: sql`${OUR_NUMBER}::text` },
      isCall: sql`true`,
    })}`;
  return (performance.now() - startedAt) / 1_000;
}

async function listOf(sql: Sql, from: number, count: number) {
  const tools: OutboundTools = {
    ...{ sql, clock: systemClock, newId, defaultCountry: 'GB' },
    log: openLog({ format: 'json', level: 'error' }),
    advance: () => Promise.reject(new Error('nobody is called here')),
    terms: {
      ...{ isEnabled: true, canaryOrgIds: new Set([ORG]), classifierMode: 'KEYWORD_ONLY' },
      defaultAgentId: 'agent_bench',
    },
  };
  const created = await createBatch(tools, {
    ...{ orgId: ORG, name: 'bench', callType: 'BILLING_REMINDER', source: 'csv' },
  });
  if (created.kind === 'refused') throw new Error(created.reason);
  const batch = { orgId: ORG, batchId: created.batchId };
  const startedAt = performance.now();
  for (let at = 0; at < count; at += CHUNK) {
    const rows: NewRecipient[] = Array.from({ length: Math.min(CHUNK, count - at) }, (_, n) => ({
      ...{ position: at + n + 1, name: `Customer ${at + n}`, phone: phone(from + at + n) },
    }));
    await addRecipients(tools, batch, rows);
  }
  const takenIn = (performance.now() - startedAt) / 1_000;
  await startBatch(tools, batch);
  return { takenIn, queued: (performance.now() - startedAt) / 1_000 - takenIn };
}

async function prepare(sql: Sql, doNotCall: number): Promise<void> {
  await sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number, payment_active)
    VALUES (${ORG}, '+447700900100', '+447700900100', ${OUR_NUMBER}, true)`;
  // Without the triggers that would write each entry into the operators' table as well.
  await sql`SET session_replication_role = replica`;
  await sql`
    INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    SELECT ${`org:${ORG}`}, '+4470' || lpad((n * 10)::text, 8, '0'), 'call', ${ORG}, true, now()
    FROM generate_series(1, ${doNotCall}) n`;
  await sql`SET session_replication_role = origin`;
  await sql`VACUUM ANALYZE`;
}

const shown = (seconds: number) => `${seconds.toFixed(2)} s`;
