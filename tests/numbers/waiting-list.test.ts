/** The waiting list: who waits, in which order they are served, and that newcomers do not overtake them. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Advance, Delivery, Outcome } from '../../src/inbox/delivery.ts';
import {
  endQuarantine,
  nextWaiting,
  releaseNumber,
  requestNumber,
  serveWaitingList,
  waitingTooLong,
} from '../../src/numbers/index.ts';
import type { Queries } from '../../src/platform/database/index.ts';
import type { PhoneE164 } from '../../src/values/phone.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { cloneDatabase } from '../support/database.ts';
import { addNumbers, addOrganizations, clear, reserved } from './organizations.ts';

const db = await cloneDatabase({ connections: 40 });
afterAll(() => db.drop());
beforeEach(async () => {
  await clear(db.sql);
  await db.engine`DELETE FROM graphile_worker._private_jobs`;
});

const now = new Date('2026-11-20T10:00:00.000Z');
const HOUR_MS = 60 * 60 * 1000;

function request(orgId: string, sql: Queries = db.engine, at = now) {
  return requestNumber(sql, orgId, { say: () => {}, now: at });
}

/** Organizations in the order in which they paid, one a minute. */
async function paidInOrder(...ids: string[]): Promise<void> {
  await addOrganizations(db.sql, ids);
  for (const [n, id] of ids.entries()) {
    await db.sql`UPDATE organizations SET payment_activated_at = ${new Date(now.getTime() + n * 60_000)} WHERE id = ${id}`;
  }
}

async function waitingIds(): Promise<string[]> {
  return (await nextWaiting(db.engine, 1000)).map(({ orgId }) => orgId);
}

async function holders(): Promise<Record<string, string>> {
  const rows = await db.sql<{ id: string; number: string }[]>`
    SELECT id, twilio_number AS number FROM organizations WHERE twilio_number IS NOT NULL ORDER BY id`;
  return Object.fromEntries(rows.map(({ id, number }) => [id, number]));
}

describe('joining the list', () => {
  test('who finds the pool empty waits from the first time on', async () => {
    await paidInOrder('ada');
    expect(await request('ada')).toMatchObject({ reason: 'POOL_EMPTY' });
    expect(await request('ada', db.engine, new Date(now.getTime() + HOUR_MS))).toMatchObject({
      reason: 'POOL_EMPTY',
    });
    expect(await nextWaiting(db.engine, 10)).toEqual([
      { orgId: 'ada', ownerPhone: '+12025550000', waitingSince: now, paymentActivatedAt: now },
    ]);
  });

  test('nobody waits if the transaction that says so is undone', async () => {
    await paidInOrder('ada');
    const undo = db.engine.begin(async (tx) => {
      await request('ada', tx);
      throw new Error('undo');
    });
    await expect(undo).rejects.toThrow('undo');
    expect(await waitingIds()).toEqual([]);
  });

  test('the order is that of payment, not of asking', async () => {
    await paidInOrder('first', 'second', 'third');
    await request('third');
    await request('first');
    await request('second');
    expect(await waitingIds()).toEqual(['first', 'second', 'third']);
  });

  test('who stopped paying is passed over', async () => {
    await paidInOrder('first', 'second');
    await request('first');
    await request('second');
    await db.sql`UPDATE organizations SET payment_active = false WHERE id = 'first'`;
    await addNumbers(db.sql, 1);
    expect(await waitingIds()).toEqual(['second']);
    expect(await request('second')).toMatchObject({ reason: 'ALLOCATED' });
  });
});

describe('a newcomer', () => {
  test('does not take the number that one who paid earlier waits for', async () => {
    await paidInOrder('waiter', 'newcomer');
    await request('waiter');
    await addNumbers(db.sql, 1);
    expect(await request('newcomer')).toMatchObject({ reason: 'POOL_EMPTY' });
    expect(await waitingIds()).toEqual(['waiter', 'newcomer']);
    expect(await request('waiter')).toMatchObject({ reason: 'ALLOCATED' });
  });

  test('gets a number when enough stay for those who come first', async () => {
    await paidInOrder('waiter', 'newcomer');
    await request('waiter');
    await addNumbers(db.sql, 2);
    expect(await request('newcomer')).toMatchObject({ reason: 'ALLOCATED' });
    expect(await request('waiter')).toMatchObject({ reason: 'ALLOCATED' });
  });

  test('who paid before those who wait comes first', async () => {
    await paidInOrder('early', 'waiter');
    await request('waiter');
    await addNumbers(db.sql, 1);
    expect(await request('early')).toMatchObject({ reason: 'ALLOCATED' });
  });

  test('and another, at once, cannot both take what one of them must leave', async () => {
    await paidInOrder('waiter', ...Array.from({ length: 20 }, (_, n) => `newcomer-${n}`));
    await request('waiter');
    await addNumbers(db.sql, 10);
    await Promise.all(Array.from({ length: 20 }, (_, n) => request(`newcomer-${n}`)));
    expect(Object.keys(await holders())).toHaveLength(9);
    expect(await request('waiter')).toMatchObject({ reason: 'ALLOCATED' });
  });

  test('finds no number that an organization still holds, although it stands as free', async () => {
    await paidInOrder('ada', 'waiter', 'newcomer');
    await addNumbers(db.sql, 1);
    await request('ada');
    await db.sql`UPDATE phone_numbers SET status = 'AVAILABLE', org_id = NULL, assigned_at = NULL`;
    expect(await request('waiter')).toMatchObject({ reason: 'POOL_EMPTY' });
    expect(await request('newcomer')).toMatchObject({ reason: 'POOL_EMPTY' });
  });
});

test('of two hundred owners at once fifty wait, in the order of their payment, and no number is given twice', async () => {
  const ids = Array.from({ length: 200 }, (_, n) => `owner-${String(n).padStart(3, '0')}`);
  await paidInOrder(...ids);
  await addNumbers(db.sql, 150);
  const results = await Promise.all(ids.map((id) => db.engine.begin((tx) => request(id, tx))));
  const given = results.flatMap((result) => (result.success ? [result.phoneE164] : []));
  expect(given).toHaveLength(150);
  expect(new Set(given).size).toBe(150);
  const unlucky = results.flatMap((result) => (result.success ? [] : [result.clientId]));
  expect(await waitingIds()).toEqual(unlucky.sort());
  expect(Object.values(await holders()).sort()).toEqual([...given].sort());
});

describe('serving the list', () => {
  const onboardingNumber = phone('+447476955179');

  /** An engine whose onboarding machine allocates, as the real one does, or answers something else. */
  function engine(answers: Record<string, Outcome> = {}) {
    const told: Delivery[] = [];
    const advance: Advance = async (delivery) => {
      told.push(delivery);
      const orgId = delivery.orgId ?? '';
      const outcome = answers[orgId] ?? 'stepped';
      if (outcome === 'stepped') await request(orgId);
      return { answer: '', outcome };
    };
    return { told, advance };
  }

  let ids = 0;
  const newId = () => `id-${++ids}`;

  test('tells each machine, in order, until no number is free', async () => {
    await paidInOrder('first', 'second', 'third');
    for (const id of ['third', 'second', 'first']) await request(id);
    const [one, two] = await addNumbers(db.sql, 2);
    const { told, advance } = engine();
    const served = await serveWaitingList(db.engine, advance, { onboardingNumber, newId, now });
    expect(served).toEqual({ asked: ['first', 'second'], left: [] });
    expect(await holders()).toEqual({ first: one, second: two });
    expect(await waitingIds()).toEqual(['third']);
    expect(told[0]).toMatchObject({
      provider: 'jobrun',
      orgId: 'first',
      ourNumber: '+447476955179',
      theirNumber: '+12025550000',
      occurrence: { kind: 'machine', machine: 'onboarding', event: { type: 'NUMBER_MAY_BE_FREE' } },
    });
    expect(new Set(told.map(({ providerEventId }) => providerEventId)).size).toBe(2);
  });

  test('tells nobody when no number is free', async () => {
    await paidInOrder('first');
    await request('first');
    const { told, advance } = engine();
    await serveWaitingList(db.engine, advance, { onboardingNumber, newId, now });
    expect(told).toEqual([]);
  });

  test('who has no use for a number any more leaves the list and blocks nobody', async () => {
    await paidInOrder('gone', 'silent', 'next');
    for (const id of ['gone', 'silent', 'next']) await request(id);
    await addNumbers(db.sql, 1);
    const { advance } = engine({ gone: 'ignored', silent: 'opted_out' });
    const served = await serveWaitingList(db.engine, advance, { onboardingNumber, newId, now });
    expect(served.left).toEqual(['gone', 'silent']);
    expect(Object.keys(await holders())).toEqual(['next']);
    expect(await waitingIds()).toEqual([]);
  });

  test('a number stays for one whose event will be tried again', async () => {
    await paidInOrder('stuck', 'second', 'third');
    for (const id of ['stuck', 'second', 'third']) await request(id);
    await addNumbers(db.sql, 2);
    const { told, advance } = engine({ stuck: 'pending' });
    await serveWaitingList(db.engine, advance, { onboardingNumber, newId, now });
    expect(told.map(({ orgId }) => orgId)).toEqual(['stuck', 'second']);
    expect(Object.keys(await holders())).toEqual(['second']);
    expect(await waitingIds()).toEqual(['stuck', 'third']);
  });
});

describe('waking the task that serves the list', () => {
  async function wakes(): Promise<{ key: string; revision: number }[]> {
    return await db.engine`SELECT key, revision FROM graphile_worker.jobs`;
  }
  const once = [{ key: 'serve_waiting_list', revision: 0 }];

  test('seeding wakes it', async () => {
    await addNumbers(db.sql, 3);
    expect(await wakes()).toEqual(once);
  });

  test('freeing many numbers in one statement wakes it once', async () => {
    await db.sql`INSERT INTO phone_numbers (phone_e164, status)
      SELECT '+4477009' || lpad(n::text, 5, '0'), 'ASSIGNED' FROM generate_series(1, 500) n`;
    await db.engine`DELETE FROM graphile_worker._private_jobs`;
    await db.sql`UPDATE phone_numbers SET status = 'AVAILABLE', org_id = NULL, assigned_at = NULL`;
    expect(await wakes()).toEqual(once);
  });

  test('joining the list wakes it too: a number may have become free at that moment', async () => {
    await paidInOrder('ada');
    await request('ada');
    expect(await wakes()).toEqual(once);
    await request('ada');
    expect(await wakes()).toEqual(once);
  });

  test('the end of a quarantine wakes it', async () => {
    await paidInOrder('ada');
    await addNumbers(db.sql, 1);
    await request('ada');
    await releaseNumber(db.engine, 'ada', { now, quarantineDays: 30 });
    await db.engine`DELETE FROM graphile_worker._private_jobs`;
    await endQuarantine(db.engine, new Date(now.getTime() + 31 * 24 * HOUR_MS));
    expect(await wakes()).toEqual(once);
  });

  test('an allocation does not', async () => {
    await paidInOrder('ada');
    await addNumbers(db.sql, 1);
    await db.engine`DELETE FROM graphile_worker._private_jobs`;
    await request('ada');
    expect(await holders()).toEqual({ ada: reserved(0) });
    expect(await wakes()).toEqual([]);
  });
});

test('a wait of more than twenty-four hours is found', async () => {
  await paidInOrder('long', 'short');
  await request('long', db.engine, new Date(now.getTime() - 24 * HOUR_MS - 1));
  await request('short', db.engine, new Date(now.getTime() - 24 * HOUR_MS));
  expect((await waitingTooLong(db.engine, now)).map(({ orgId }) => orgId)).toEqual(['long']);
});

function phone(written: string): PhoneE164 {
  const parsed = parsePhone(written);
  if (!parsed) throw new Error(`${written} is not a phone number`);
  return parsed;
}
