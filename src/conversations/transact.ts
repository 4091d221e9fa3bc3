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
    const handled = await handleAll(attempts, rows, (attempt, found) =>
      handle({ sql, world, tools, attempt, found, blocked, timers }),
    );
    await Promise.all([...world.underWay, writeAll(sql, world.writes()), sql`COMMIT`.simple()]);
    return { handled, lines: world.lines, unwokenLanes: world.unwokenLanes, refused: world.refused() };
  } catch (error) {
    await sql`ROLLBACK`.simple().catch(() => {});
    throw error;
  }
}

type HandleOne = (attempt: Attempt, found: readonly ReadRow[]) => Promise<Handled>;

/**
 * One after the other, but the calls of an organization that has nothing else in the batch: they ask the database
 * questions of their own, and side by side with those of other organizations these share their round trips.
 */
async function handleAll(
  attempts: readonly Attempt[],
  rows: readonly (readonly ReadRow[])[],
  handleOne: HandleOne,
): Promise<Handled[]> {
  const handled: Handled[] = [];
  const answered = new Map<string, Handled>();
  const inTurn = async (indices: readonly number[]) => {
    for (const i of indices) {
      const attempt = attempts[i];
      if (!attempt) continue;
      const key = `${attempt.delivery.provider}|${attempt.delivery.providerEventId}`;
      const twin = answered.get(key);
      const one = twin
        ? { answer: twin.answer, outcome: 'duplicate' as const }
        : await handleOne(attempt, rows[i] ?? []);
      answered.set(key, one);
      handled[i] = one;
    }
  };
  // Whoever fails waits for the others: a statement after the rollback would be outside of the transaction.
  const ends = await Promise.allSettled(sideBySide(attempts, rows).map(inTurn));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return handled;
}

/** The places of the batch in groups that have no organization, no thread and no lock of the engine in common. */
function sideBySide(
  attempts: readonly Attempt[],
  rows: readonly (readonly ReadRow[])[],
): readonly (readonly number[])[] {
  const byOrganization = Map.groupBy(attempts.keys(), (i) => rows[i]?.[0]?.org_id ?? null);
  const rest: number[] = [];
  const groups: number[][] = [rest];
  for (const [org, indices] of byOrganization) {
    const isCallsOnly = indices.every((i) => isCall(attempts[i]));
    if (org !== null && isCallsOnly) groups.push(indices);
    else rest.push(...indices);
  }
  rest.sort((one, other) => one - other);
  return groups;
}

function isCall(attempt: Attempt | undefined): boolean {
  const kind = attempt?.delivery.occurrence.kind;
  return kind === 'call' || kind === 'call_report';
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
