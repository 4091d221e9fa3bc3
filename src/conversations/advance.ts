/**
 * The engine's one verb. Deliveries that arrive while one transaction commits go together into the next; a batch that
 * fails is done again one by one; a delivery that fails alone is stored alone, to be retried.
 */
import { NewerVersionError } from '../../machines/step/index.ts';
import type { Advance, Delivery, Handled } from '../inbox/delivery.ts';
import type { TakeSpooled } from '../inbox/index.ts';
import { retryDelayMs } from '../inbox/retry-policy.ts';
import { storePending } from '../inbox/store-pending.ts';
import { createBatcher, type Settled } from '../platform/batcher.ts';
import { isConflict, isDatabaseAway, type Sql, withConnection } from '../platform/database/index.ts';
import { batchSeconds, batchSize } from '../platform/metrics/index.ts';
import { finish } from './committed.ts';
import { observed } from './observe.ts';
import { storeSpooled, textPart } from './store-spooled.ts';
import type { EngineTools } from './tools.ts';
import { transact } from './transact.ts';

/** 200: at 64 connections a batch holds some 40; beyond 200 a transaction only gets longer, not cheaper a text. */
const MAX_BATCH = 200;
/** 10 s: a statement is cancelled by the server after 8; a server that does not even do that is not there. */
const BATCH_DEADLINE_MS = 10_000;
/** A lost race against another node is simply run again. */
const MAX_TRIES = 3;

export interface Engine {
  /** Rejects only when nothing could be stored: the database is away. */
  readonly advance: Advance;
  /** Takes over what a disk kept while the database was away; it is handled a little later, in the order of its arrival. */
  readonly storeSpooled: TakeSpooled;
  /** How many deliveries wait for their commit. */
  load(): number;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

export function createEngine(sql: Sql, tools: EngineTools): Engine {
  const advance = createBatcher<Delivery, Handled>((batch) => runBatch(sql, batch, tools), MAX_BATCH);
  return {
    advance: observed(advance),
    storeSpooled: (batch) =>
      storeSpooled(sql, batch, { ...tools, deadlineMs: tools.deadlineMs ?? BATCH_DEADLINE_MS }),
    load: () => advance.size(),
    idle: () => advance.idle(),
  };
}

async function runBatch(
  sql: Sql,
  batch: readonly Delivery[],
  tools: EngineTools,
): Promise<readonly Settled<Handled>[]> {
  try {
    const handled = await runTogether(sql, batch, tools);
    return handled.map((value) => ({ value }));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (batch.length > 1)
      tools.log.warn({ err: error, size: batch.length }, 'engine.batch_failed, one by one');
  }
  const settled: Settled<Handled>[] = [];
  for (const delivery of batch) {
    const one = await runAlone(sql, delivery, tools);
    settled.push(one);
    // The rest need not find out one after the other that the database is away.
    if ('error' in one && isDatabaseAway(one.error)) {
      return [...settled, ...batch.slice(settled.length).map(() => one)];
    }
  }
  return settled;
}

async function runTogether(
  sql: Sql,
  batch: readonly Delivery[],
  tools: EngineTools,
): Promise<readonly Handled[]> {
  const attempts = batch.map((delivery) => ({ delivery, id: tools.newId(), stored: false }));
  const startedAt = performance.now();
  const transacted = await withConnection(sql, (held) => transact(held, attempts, tools), {
    deadlineMs: tools.deadlineMs ?? BATCH_DEADLINE_MS,
  });
  batchSize.observe(batch.length);
  batchSeconds.observe((performance.now() - startedAt) / 1_000);
  await finish(sql, transacted, tools);
  return transacted.handled;
}

async function runAlone(sql: Sql, delivery: Delivery, tools: EngineTools): Promise<Settled<Handled>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [value] = await runTogether(sql, [delivery], tools);
      if (value) return { value };
      throw new Error('a transaction of one delivery gave no answer');
    } catch (error) {
      if (isDatabaseAway(error)) return { error };
      if (isConflict(error) && attempt < MAX_TRIES) continue;
      tools.log[error instanceof NewerVersionError ? 'warn' : 'error'](
        { err: error, provider: delivery.provider, id: delivery.providerEventId },
        'engine.step_failed',
      );
      return await keep(sql, delivery, error, tools);
    }
  }
}

/** The step failed, the delivery must not: it is stored alone and tried again by a task. */
async function keep(
  sql: Sql,
  delivery: Delivery,
  reason: unknown,
  tools: EngineTools,
): Promise<Settled<Handled>> {
  try {
    const answer = delivery.answer(null);
    const id = tools.newId();
    const retryAt = new Date(tools.clock.now().getTime() + retryDelayMs(1));
    const options = { id, answer, failure: { reason }, retryAt };
    const work = (held: Sql) =>
      storePending(held, delivery, { ...options, beside: textPart(held, delivery, id) });
    const stored = await withConnection(sql, work, {
      deadlineMs: tools.deadlineMs ?? BATCH_DEADLINE_MS,
    });
    return { value: { answer: stored.answer, outcome: stored.isDuplicate ? 'duplicate' : 'pending' } };
  } catch (error) {
    return { error };
  }
}
