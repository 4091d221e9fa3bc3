/** How long calls are kept: what was said goes first, the call later, what is not over never, and the engine cannot do it otherwise. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import { replayJournal } from '../../scripts/machines/replay.ts';
import { linesOf } from '../../scripts/timeline/lines.ts';
import { readTimeline } from '../../scripts/timeline/read.ts';
import { addRecipients, batchProgress, createBatch, startBatch } from '../../src/outbound/index.ts';
import { retain } from '../../src/tasks/retention.ts';
import type { PhoneE164 } from '../../src/values/phone.ts';
import { ADA, ANNA, accepted, OUR_NUMBER, openWorld } from '../outbound/world.ts';

const world = await openWorld();
const { db, tools } = world;
afterAll(() => world.close());
beforeEach(() => world.reset());

const never = new AbortController().signal;
const keep = (kept: Parameters<typeof retain>[1]) => retain(db.engine, kept, never);
const SECRET = 'my sister Zuzanna is ill';

/** Everything that has happened so far has happened so many days earlier. */
async function pass(days: number): Promise<void> {
  const ago = db.sql`now() - make_interval(days => ${days})`;
  await db.sql`UPDATE agent_calls SET ended_at = ${ago} WHERE ended_at IS NOT NULL`;
  await db.sql`UPDATE call_batches SET ended_at = ${ago} WHERE ended_at IS NOT NULL`;
  await db.sql`UPDATE transitions SET at = ${ago}`;
  await db.sql`
    UPDATE inbound_events SET handled_at = ${ago},
      id = overlay(id::text placing left(by_month.first_id(${ago})::text, 13) from 1 for 13)::uuid`;
  await db.sql`UPDATE follow_ups SET done_at = ${ago} WHERE done_at IS NOT NULL`;
  await db.sql`UPDATE callbacks SET done_at = ${ago}, requested_at = ${ago}`;
  await db.sql`UPDATE outbound_usage SET day = (${ago})::date`;
}

async function talk(said: string): Promise<string> {
  const call = await accepted(world.request());
  await world.work();
  await tell(call, said);
  return call;
}

/** The company's report of its end: the transcript, and a summary of it. */
const tell = (call: string, said: string) =>
  world.report(call, { turns: [{ role: 'user', text: said }], summary: `They said: ${said}` });

/** Which tables have it anywhere in a row. */
async function tablesWith(words: string): Promise<string[]> {
  const tables = await db.sql<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await db.sql`SELECT FROM ${db.sql(name)} t WHERE t::text LIKE ${`%${words}%`} LIMIT 1`;
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const count = async (table: string) => {
  const [row] = await db.sql<{ n: number }[]>`SELECT count(*)::int AS n FROM ${db.sql(table)}`;
  return row?.n;
};

describe('what was said', () => {
  test('is gone from every table when its days are over; label and times stay', async () => {
    const call = await talk(`yes please, ${SECRET}`);
    // The transcript once more, after the call was over: nothing follows from it, and it is stored all the same.
    await tell(call, `yes please, ${SECRET}`);
    const before = await world.call(call);
    await pass(40);
    expect(await tablesWith(SECRET)).toEqual(['agent_calls', 'inbound_events', 'transitions']);
    expect((await keep({ callWordsDays: 41 })).emptied).toBe(0);
    expect(await tablesWith(SECRET)).toEqual(['agent_calls', 'inbound_events', 'transitions']);
    expect((await keep({ callWordsDays: 39 })).emptied).toBeGreaterThan(0);
    expect(await tablesWith(SECRET)).toEqual([]);
    expect((await keep({ callWordsDays: 39 })).emptied).toBe(0);
    const after = await world.call(call);
    expect(after.analysis).toEqual({ callType: 'BILLING_REMINDER', mode: 'KEYWORD_ONLY', label: 'YES' });
    expect({ ...after, analysis: null }).toEqual({ ...before, analysis: null });
  });

  test('stays for ever where nobody said otherwise', async () => {
    await talk(`yes please, ${SECRET}`);
    await pass(1_000);
    expect(await keep({})).toMatchObject({ emptied: 0 });
    expect(await tablesWith(SECRET)).toContain('agent_calls');
  });

  test('may be missing: call log, timeline and replay read on', async () => {
    await talk(`yes please, ${SECRET}`);
    await pass(40);
    await keep({ callWordsDays: 7 });
    const [logged] = await db.sql`
      SELECT "callId", status, "analysisData"->'label' AS label, summary FROM runbook."CallLog"`;
    expect(logged).toMatchObject({ status: 'completed', label: 'YES', summary: null });
    const lines = linesOf(await readTimeline(db.sql, ANNA as PhoneE164, null), 'UTC').join('\n');
    expect(lines).toMatch(/call-outcome: ringing → idle on CALL_REPORTED/);
    const replayed = await replayJournal(db.sql, machines, { since: new Date(0), limit: null });
    expect(replayed).toMatchObject({ wordsEmptied: 1, differences: [] });
  });

  test('of a callback stays until somebody has rung back, and of a live call until it is over', async () => {
    const asks = await talk(`I want to talk to a person, ${SECRET}`);
    await db.sql`UPDATE callbacks SET reason = ${SECRET}`;
    await pass(40);
    expect(await db.sql`SELECT status FROM callbacks WHERE call_id = ${asks}`).toEqual([
      { status: 'pending' },
    ]);
    await keep({ callWordsDays: 7 });
    expect(await tablesWith(SECRET)).toEqual(
      expect.arrayContaining(['agent_calls', 'callbacks', 'transitions']),
    );
    await db.sql`UPDATE callbacks SET status = 'done', done_at = now() - interval '1 hour'`;
    await keep({ callWordsDays: 7 });
    // The text to the owner is a text, and kept as texts are.
    const texts = ['messages', 'outbox'];
    expect((await tablesWith(SECRET)).filter((name) => !texts.includes(name))).toEqual([]);
    expect(await db.sql`SELECT phone, reason FROM callbacks`).toEqual([{ phone: ANNA, reason: null }]);
    const live = await accepted(world.request({ phone: '+447700900312' }));
    await world.work();
    await db.sql`UPDATE agent_calls SET analysis = '{"evidence": "now"}', ended_at = '2020-01-01' WHERE id = ${live}`;
    await keep({ callWordsDays: 7, calls: 3 });
    expect((await world.call(live)).analysis).toEqual({ evidence: 'now' });
  });

  test('of a follow-up stays until it is done', async () => {
    await talk(`call me again tomorrow, ${SECRET}`);
    await pass(40);
    await db.sql`UPDATE follow_ups SET words = ${SECRET}`;
    await keep({ callWordsDays: 7, calls: 3 });
    expect(await tablesWith(SECRET)).toContain('follow_ups');
    await db.sql`UPDATE follow_ups SET status = 'done', done_at = now()`;
    await keep({ callWordsDays: 7 });
    expect(await tablesWith(SECRET)).toEqual([]);
    expect(await count('follow_ups')).toBe(1);
  });
});

describe('the calls', () => {
  const phones = ['+447700900321', '+447700900322', '+447700900323'];
  async function batch(): Promise<{ orgId: string; batchId: string }> {
    const made = await createBatch(tools, {
      ...{ orgId: ADA, name: 'May', callType: 'BILLING_REMINDER', source: 'json' },
    });
    if (made.kind === 'refused') throw new Error(made.reason);
    const ref = { orgId: ADA, batchId: made.batchId };
    const rows = [...phones, 'nobody'].map((phone, n) => ({ position: n + 1, name: null, phone }));
    await addRecipients(tools, ref, rows);
    await startBatch(tools, ref);
    return ref;
  }
  async function everybodySays(said: string): Promise<void> {
    await world.work();
    const live = await db.sql<{ id: string }[]>`SELECT id FROM agent_calls WHERE status = 'dialling'`;
    for (const { id } of live) await world.ends(id, said);
  }
  const finish = () =>
    db.sql`UPDATE call_batches SET status = 'completed', ended_at = now() WHERE status = 'running'`;
  const OF_CALLS = [
    ...['agent_calls', 'batch_recipients', 'call_batches', 'follow_ups', 'callbacks', 'outbound_usage'],
  ];
  const counts = async () => await Promise.all(OF_CALLS.map(count));

  test('go when their months are over, words and all; consent stays', async () => {
    await batch();
    await everybodySays('yes please');
    await finish();
    await talk(`I want to talk to a person, ${SECRET}`);
    await db.sql`UPDATE callbacks SET status = 'done', done_at = now()`;
    await db.sql`INSERT INTO follow_ups (id, org_id, call_id, our_number, phone, scheduled_for, status, done_at)
      VALUES (gen_random_uuid(), ${ADA}, gen_random_uuid(), ${OUR_NUMBER}, ${ANNA}, now(), 'done', now())`;
    const consent = [await count('consents'), await count('consent_ledger')];
    expect(consent).toEqual([4, 4]);
    await pass(150);
    // Events and promises go after 90 days anyhow.
    await keep({});
    const before = await counts();
    expect((await keep({ calls: 12 })).forgotten).toBe(0);
    expect(await counts()).toEqual(before);
    expect((await keep({ calls: 3 })).forgotten).toBeGreaterThan(10);
    expect(await counts()).toEqual([0, 0, 0, 0, 0, 0]);
    expect([await count('consents'), await count('consent_ledger')]).toEqual(consent);
    expect(await tablesWith(SECRET)).not.toContain('transitions');
  });

  test('stay while anything of them is not over: a batch, a call, a callback, a follow-up', async () => {
    const running = await batch();
    await pass(300);
    await keep({ calls: 3 });
    const found = await batchProgress(db.engine, running);
    expect(found).toMatchObject({ progress: { recipients: 4, calls: { queued: 3 } } });
    await everybodySays('I want to talk to a person');
    await finish();
    // One of the batch is called again: it is not over, whatever its row says.
    await db.sql`UPDATE agent_calls SET status = 'queued', ended_at = NULL WHERE phone = ${phones[0] ?? ''}`;
    await pass(300);
    await keep({ calls: 3 });
    expect(await count('batch_recipients')).toBe(4);
    expect(await count('agent_calls')).toBe(3);
    await db.sql`UPDATE agent_calls SET status = 'no_answer', ended_at = now() - interval '300 days' WHERE status = 'queued'`;
    await keep({ calls: 3 });
    expect(await count('call_batches')).toBe(0);
    // Three people wait to be rung back still.
    expect(await count('callbacks')).toBe(3);
    const owed = await db.sql`SELECT FROM agent_calls c JOIN callbacks k ON k.call_id = c.id`;
    expect(owed).toHaveLength(3);
  });

  test.each(['cancelled', 'failed'])('of a list that was %s go like those of any other', async (status) => {
    await batch();
    await db.sql`UPDATE agent_calls SET status = 'cancelled', ended_at = now()`;
    await db.sql`UPDATE call_batches SET status = ${status}, ended_at = now()`;
    await pass(300);
    await keep({ calls: 3 });
    expect((await counts()).slice(0, 3)).toEqual([0, 0, 0]);
  });

  test('of this month and of the last whole ones stay', async () => {
    await talk('yes please');
    await talk('yes please');
    const [first, second] = await world.calls();
    const start = db.sql`date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '3 months'`;
    await db.sql`UPDATE agent_calls SET ended_at = ${start} WHERE id = ${first?.id ?? ''}`;
    await db.sql`UPDATE agent_calls SET ended_at = ${start} - interval '1 second' WHERE id = ${second?.id ?? ''}`;
    await keep({ calls: 3 });
    expect((await world.calls()).map(({ id }) => id)).toEqual([first?.id]);
  });

  test('go a slice at a time', async () => {
    await batch();
    await everybodySays('yes please');
    await finish();
    await pass(300);
    const slice = async () => {
      await db.engine`SELECT by_month.forget_calls(3, 2)`;
      return [await count('batch_recipients'), await count('call_batches'), await count('agent_calls')];
    };
    expect(await slice()).toEqual([2, 1, 3]);
    expect(await slice()).toEqual([0, 0, 1]);
    expect(await slice()).toEqual([0, 0, 0]);
  });
});

describe('the rights', () => {
  test('the engine destroys nothing by itself', async () => {
    await talk('yes please');
    const tables = ['agent_calls', 'batch_recipients', 'call_batches', 'follow_ups', 'callbacks'];
    for (const table of [...tables, 'outbound_usage', 'transitions', 'consent_ledger'])
      await expect(db.engine`DELETE FROM ${db.engine(table)}`, table).rejects.toThrow('permission denied');
    await expect(db.engine`UPDATE transitions SET event = '{}'`).rejects.toThrow('permission denied');
    await expect(db.engine`SELECT by_month.empty_journal_of('{}', now())`).rejects.toThrow(
      'permission denied',
    );
  });

  test.each([2, 0, -1, null])(
    'not even by its functions what is younger than three months: %s',
    async (months) => {
      await expect(db.engine`SELECT by_month.forget_calls(${months}, 10)`).rejects.toThrow('three months');
    },
  );

  test.each([6, 0, -1, null])('nor words of this week: %s', async (days) => {
    await expect(db.engine`SELECT by_month.empty_call_words(${days}, 10)`).rejects.toThrow('seven days');
  });

  test('nobody else may call them', async () => {
    await db.sql.begin(async (tx) => {
      for (const role of ['jobrun_tenant', 'jobrun_operator']) {
        await tx`SET LOCAL ROLE ${tx(role)}`;
        for (const call of [tx`forget_calls(3, 10)`, tx`empty_call_words(7, 10)`])
          await expect(tx.savepoint((one) => one`SELECT by_month.${call}`)).rejects.toThrow(
            'permission denied',
          );
      }
    });
  });
});
