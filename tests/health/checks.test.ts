/** Each check is silent while all is well, and finds its fault on a real database. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import {
  checks,
  findClockSkew,
  findPendingMigrations,
  findSpooled,
  findStranded,
  type HealthCheck,
} from '../../src/health/index.ts';
import { type HealthRoundTools, lookAfterHealth } from '../../src/tasks/look-after-health.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  bringToConfirm,
  engineOn,
  ONBOARDING_NUMBER,
  ownOnboardingNumber,
  textFrom,
} from '../support/engine.ts';
import { catchLog } from '../support/log-catcher.ts';
import { promiseText } from '../support/promises.ts';
import { turnedClock } from '../support/turned-clock.ts';

const OWNER = '+447700900941';
let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
  await db.sql`INSERT INTO phone_numbers (phone_e164) SELECT '+44770090095' || n FROM generate_series(0, 4) n`;
  await bringToConfirm(engineOn(db.engine), OWNER);
});
afterAll(() => db?.drop());

const look = (check: HealthCheck) => check.run({ sql: db.engine, now: new Date(), poolLowWater: 3 });
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

test('all is silent while all is well', async () => {
  for (const check of checks) expect([check.name, await look(check)]).toEqual([check.name, null]);
  expect(await findStranded(db.engine, machines)).toBeNull();
  expect(await findPendingMigrations(db.engine)).toBeNull();
  expect(await findClockSkew(db.engine)).toBeNull();
});

/** What goes wrong, by the name of the check that must find it. Each is put right again afterwards. */
const faults: Record<string, { wrong: () => Promise<unknown>; right: () => Promise<unknown> }> = {
  queue_overdue: {
    wrong: () => db.sql`SELECT graphile_worker.add_job('keep_promises', run_at => ${ago(5)}::timestamptz)`,
    right: () => db.sql`DELETE FROM graphile_worker._private_jobs WHERE run_at <= ${ago(4)}`,
  },
  tasks_stuck: {
    wrong: async () => {
      const task = db.sql`SELECT (graphile_worker.add_job('keep_promises', job_key => 'stuck')).id`;
      const [row] = await task;
      await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = ${ago(20)}, locked_by = 'gone' WHERE id = ${row?.id}`;
    },
    right: () => db.sql`DELETE FROM graphile_worker._private_jobs WHERE key = 'stuck'`,
  },
  dead_letters: {
    wrong: () => storeEvent('dead', ago(1)),
    right: () => db.sql`DELETE FROM inbound_events WHERE provider_event_id LIKE 'health-%'`,
  },
  events_pending_long: {
    wrong: () => storeEvent('pending', ago(11)),
    right: () => db.sql`DELETE FROM inbound_events WHERE provider_event_id LIKE 'health-%'`,
  },
  timers_overdue: {
    wrong: () => db.sql`
      INSERT INTO timers (conversation_id, name, org_id, step, event, delay_ms, due_at)
      SELECT id, 'health', org_id, 1, '{}', 1, ${ago(4)} FROM conversations LIMIT 1`,
    right: () => db.sql`DELETE FROM timers WHERE name = 'health'`,
  },
  promises_overdue: {
    wrong: () => promiseText(db.sql, { to: '+447700900942', at: ago(11) }),
    right: () => db.sql`DELETE FROM outbox WHERE recipient = '+447700900942'`,
  },
  promises_unknown_long: {
    wrong: async () => {
      const id = await promiseText(db.sql, { to: '+447700900943', at: ago(31) });
      await db.sql`UPDATE outbox SET status = 'unknown', due_at = now() WHERE id = ${id}`;
    },
    right: () => db.sql`DELETE FROM outbox WHERE recipient = '+447700900943'`,
  },
  paid_without_number: {
    wrong: async () => {
      await db.sql`UPDATE organizations SET payment_active = true WHERE owner_phone = ${OWNER}`;
      await db.sql`UPDATE organizations SET payment_activated_at = ${ago(2)} WHERE owner_phone = ${OWNER}`;
    },
    right: () => db.sql`UPDATE organizations SET payment_active = false WHERE owner_phone = ${OWNER}`,
  },
  waiting_longer_than_promised: {
    wrong: () => db.sql`
      UPDATE organizations SET payment_active = true, waiting_since = ${ago(25 * 60)} WHERE owner_phone = ${OWNER}`,
    right: () => db.sql`
      UPDATE organizations SET payment_active = false, waiting_since = NULL WHERE owner_phone = ${OWNER}`,
  },
  pool_low: {
    wrong: () => db.sql`UPDATE phone_numbers SET status = 'RETIRED' WHERE phone_e164 > '+447700900951'`,
    right: () => db.sql`UPDATE phone_numbers SET status = 'AVAILABLE' WHERE status = 'RETIRED'`,
  },
  pool_disagrees: {
    wrong: () =>
      db.sql`UPDATE phone_numbers SET org_id = 'dummy-client', status = 'ASSIGNED' WHERE phone_e164 = '+447700900950'`,
    right: () =>
      db.sql`UPDATE phone_numbers SET org_id = NULL, status = 'AVAILABLE' WHERE phone_e164 = '+447700900950'`,
  },
  partitions_missing: {
    wrong: async () => {
      await db.sql`CREATE TABLE tallies (at timestamptz NOT NULL) PARTITION BY RANGE (at)`;
      await db.sql`CREATE TABLE tallies_2020_01 PARTITION OF tallies FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')`;
    },
    right: () => db.sql`DROP TABLE tallies`,
  },
};

test('every check has a fault here', () => {
  expect(Object.keys(faults).sort()).toEqual(checks.map(({ name }) => name).sort());
});

test.each(checks.map((check) => [check.name, check] as const))(
  '%s finds its fault, and nobody else’s',
  async (name, check) => {
    await faults[name]?.wrong();
    try {
      const finding = await look(check);
      expect(finding).toMatchObject({ count: expect.any(Number), what: expect.any(String) });
      expect(finding?.count).toBeGreaterThan(0);
      // It goes to a chat: no phone number of anybody.
      expect(JSON.stringify(finding)).not.toMatch(/\+44\d{6}/);
    } finally {
      await faults[name]?.right();
    }
    expect(await look(check)).toBeNull();
  },
);

async function storeEvent(status: 'dead' | 'pending', at: Date): Promise<void> {
  await db.sql`
    INSERT INTO inbound_events (id, provider, provider_event_id, kind, lane, payload, answer, status, received_at, retry_at)
    VALUES (gen_random_uuid(), 'twilio', ${`health-${status}`}, 'text', ${`${ONBOARDING_NUMBER}>${OWNER}`}, '{}', '', ${status},
      ${at}, ${at})`;
}

test('a timer that has just become due and a text under way are no findings', async () => {
  await engineOn(db.engine).advance(textFrom('+447700900944', 'Plumber from London'));
  await db.sql`UPDATE outbox SET due_at = ${ago(9)} WHERE recipient = '+447700900944'`;
  for (const check of checks) expect([check.name, await look(check)]).toEqual([check.name, null]);
});

test('a payer on the waiting list is served by it, and not counted a second time', async () => {
  const paid = checks.find(({ name }) => name === 'paid_without_number');
  await db.sql`
    UPDATE organizations SET payment_active = true, waiting_since = now() WHERE owner_phone = ${OWNER}`;
  await db.sql`UPDATE organizations SET payment_activated_at = ${ago(2)} WHERE owner_phone = ${OWNER}`;
  expect(paid && (await look(paid))).toBeNull();
  await db.sql`UPDATE organizations SET waiting_since = NULL WHERE owner_phone = ${OWNER}`;
  expect(paid && (await look(paid))).toMatchObject({ count: 1 });
  await db.sql`UPDATE organizations SET payment_active = false WHERE owner_phone = ${OWNER}`;
});

test('conversations that today’s machines cannot restore are found before their next event', async () => {
  await db.sql`UPDATE conversations SET state = 'S5_RENAMED' WHERE their_number = ${OWNER} AND machine = 'onboarding'`;
  expect(await findStranded(db.engine, machines)).toMatchObject({
    severity: 'error',
    count: 1,
    examples: [expect.stringContaining('S5_RENAMED')],
  });
  await db.sql`
    UPDATE conversations SET state = 'S5_CONFIRM_LIVE', machine_version = 99
    WHERE their_number = ${OWNER} AND machine = 'onboarding'`;
  expect((await findStranded(db.engine, machines))?.examples?.[0]).toContain('version 99');
  await db.sql`
    UPDATE conversations SET machine_version = ${machines.onboarding.version}
    WHERE their_number = ${OWNER} AND machine = 'onboarding'`;
  expect(await findStranded(db.engine, machines)).toBeNull();
});

test('a clock that is wrong by more than a moment is found, in both directions', async () => {
  expect(await findClockSkew(db.engine, () => Date.now() - 5_000)).toMatchObject({
    severity: 'warning',
    what: expect.stringMatching(/ms ahead of this machine/),
  });
  expect(await findClockSkew(db.engine, () => Date.now() + 60_000)).toMatchObject({
    severity: 'error',
    what: expect.stringMatching(/ms behind this machine/),
  });
});

test('migrations that are missing are named', async () => {
  const late = await cloneDatabase();
  try {
    await late.sql`DELETE FROM drizzle.__drizzle_migrations WHERE id > 1`;
    const finding = await findPendingMigrations(late.engine);
    expect(finding?.examples?.[0]).toBe('0001_tables');
    await late.sql`DROP SCHEMA drizzle CASCADE`;
    expect((await findPendingMigrations(late.engine))?.examples?.[0]).toBe('0000_roles');
  } finally {
    await late.drop();
  }
});

test('what lies on the disk is found; a folder that is not there is empty', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-health-'));
  try {
    expect(await findSpooled(join(folder, 'nowhere'))).toEqual([]);
    await writeFile(join(folder, 'waiting.ndjson'), '{}\n');
    await writeFile(join(folder, 'rejected.ndjson'), '{}{}\n');
    expect((await findSpooled(folder)).map(({ severity }) => severity)).toEqual(['warning', 'error']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the round rings once for what it finds, again after an hour, and says when it is over', async () => {
  const clock = turnedClock();
  const caught = catchLog();
  const rung: string[] = [];
  const tools: HealthRoundTools = {
    sql: db.engine,
    clock,
    log: caught.log,
    poolLowWater: 3,
    ring: async (name) => {
      rung.push(name);
      return true;
    },
  };
  let isWrong = true;
  const finding = { severity: 'error', what: 'It is.', remedy: 'mend it', count: 1 } as const;
  const round = lookAfterHealth(tools, [
    { name: 'cannot_look', run: () => Promise.reject(new Error('a bug')) },
    { name: 'looked', run: async () => (isWrong ? finding : null) },
  ]);
  await round();
  await round();
  expect(rung).toEqual(['looked']);
  expect(caught.records('ticker.check_failed')).toHaveLength(2);
  clock.turn(60 * 60_000);
  await round();
  expect(rung).toEqual(['looked', 'looked']);
  isWrong = false;
  await round();
  expect(caught.records('alert.over')).toMatchObject([{ alert: 'looked' }]);
});
