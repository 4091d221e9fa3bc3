/** The one transaction: a batch of deliveries in, everything that follows from them committed together. */
import { type Handled, laneOf } from '../inbox/delivery.ts';
import type { Sql } from '../platform/database/index.ts';
import type { Committed } from './committed.ts';
import { type Attempt, handle } from './handle.ts';
import { type ReadRow, readAndLock, readBlockedLanes, readLiveTimers, timerKey } from './sql/read.ts';
import { writeAll } from './sql/write.ts';
import type { EngineTools } from './tools.ts';
import { World } from './world.ts';

export interface Transacted extends Committed {
  readonly handled: readonly Handled[];
}

/**
 * Runs one transaction on a connection of its own. Rejects when a step throws or the database refuses; then nothing
 * of the batch is stored. BEGIN travels with the first statement and COMMIT with the last, because what a batch
 * costs is its round trips.
 */
export async function transact(
  sql: Sql,
  attempts: readonly Attempt[],
  tools: EngineTools,
): Promise<Transacted> {
  const world = new World();
  const begun = sql`BEGIN`.simple();
  try {
    const { rows, blocked, timers } = await read(sql, attempts, tools, begun);
    const handled: Handled[] = [];
    const answered = new Map<string, Handled>();
    for (const [i, attempt] of attempts.entries()) {
      const found = rows[i] ?? [];
      const key = `${attempt.delivery.provider}|${attempt.delivery.providerEventId}`;
      const twin = answered.get(key);
      const one = twin
        ? { answer: twin.answer, outcome: 'duplicate' as const }
        : await handle({ sql, world, tools, attempt, found, blocked, timers });
      answered.set(key, one);
      handled.push(one);
    }
    await Promise.all([...world.underWay, writeAll(sql, world.writes()), sql`COMMIT`.simple()]);
    return { handled, lines: world.lines, unwokenLanes: world.unwokenLanes, refused: world.refused() };
  } catch (error) {
    await sql`ROLLBACK`.simple().catch(() => {});
    throw error;
  }
}

interface ReadResult {
  readonly rows: readonly ReadRow[][];
  readonly blocked: Set<string>;
  readonly timers: ReadonlySet<string>;
}

async function read(
  sql: Sql,
  attempts: readonly Attempt[],
  tools: EngineTools,
  begun: Promise<unknown>,
): Promise<ReadResult> {
  const requests = attempts.map(({ delivery }, i) => ({
    i,
    provider: delivery.provider,
    event_id: delivery.providerEventId,
    our: delivery.ourNumber,
    their: delivery.theirNumber,
    org: delivery.orgId ?? null,
    owner: delivery.occurrence.kind === 'call',
    call: 'callSid' in delivery.occurrence ? delivery.occurrence.callSid : null,
  }));
  const tokens = attempts.flatMap(({ delivery: { occurrence } }) =>
    occurrence.kind === 'timer'
      ? [{ conversation_id: occurrence.conversationId, name: occurrence.name, step: occurrence.step }]
      : [],
  );
  const lanes = [...new Set(attempts.map(({ delivery }) => laneOf(delivery)))];
  const [, found, waiting, live] = await Promise.all([
    begun,
    readAndLock(sql, requests, tools.onboardingNumber),
    readBlockedLanes(sql, lanes),
    tokens.length > 0 ? readLiveTimers(sql, tokens) : [],
  ]);
  // Only the locked rows are as they stand after a wait; everything beside them was looked up before it. So look again.
  const hasWaited = found.some(({ step, step_before }) => step !== step_before);
  const fresh = hasWaited ? await readAndLock(sql, requests, tools.onboardingNumber) : found;
  const rows: ReadRow[][] = attempts.map(() => []);
  for (const row of fresh) rows[row.i]?.push(row);
  return {
    rows,
    blocked: new Set(waiting.map(({ lane }) => lane)),
    timers: new Set([...live].map(timerKey)),
  };
}
