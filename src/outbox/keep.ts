/** Keeps the promises of one lane: in order, at the lane's rate, one holder at a time. */
import type { MachineEvent, MachineName } from '../../machines/step/index.ts';
import { isDatabaseAway } from '../platform/database/index.ts';
import { inSpan, type Span, underTrace } from '../platform/tracing/index.ts';
import { type Claimed, claimDue, hasDue, nextDue } from './claim.ts';
import type { HeldLanes } from './held-lanes.ts';
import { type KeeperTools, type Kept, keepPromise } from './keepers.ts';
import { CLAIM_MS, HEARTBEAT_MS, releaseLease, renewLease, takeLease } from './lease.ts';
import { observeAttempt } from './observe.ts';
import { persist } from './persist.ts';
import { senderOf } from './promise.ts';
import { paceAfter, paceAt, segmentsPerSecond } from './rate.ts';
import { settle } from './settle.ts';

export interface KeepTools extends KeeperTools {
  /** The lanes that this process keeps. */
  readonly lanes: HeldLanes;
  readonly segmentsPerSecond?: number | undefined;
  /** Waits; a test turns the clock instead. */
  readonly pause: (ms: number) => Promise<void>;
  /** How many deliveries this process is taking at the moment. */
  readonly doorLoad?: () => number;
  /** Set when the service shuts down: the lane is put down after the attempt under way. */
  readonly isStopping: () => boolean;
}

/** 8 texts under way at once per sender; Twilio answers in some 100 ms, so this is more than any rate needs. */
const MAX_AT_ONCE = 8;
/** 250 ms: a number at its rate claims some texts together instead of every 100 ms one. */
const LEAST_PAUSE_MS = 250;
/**
 * 500 recipients: to claim is to walk along all who wait, which took a sixth of a processor with 20,000 promises in the lane.
 * Where so many wait it is looked at less often and more is claimed at once.
 */
const LONG_LANE = 500;
/** 5 s: then the lane goes back to the queue, so that a busy number does not occupy a worker for ever. */
const MAX_HOLD_MS = 5_000;

/** 16 deliveries at once: then callers wait at the doors, and what is promised can wait for them. */
const BUSY_DOORS = 16;
/** 500 ms at most, so that promises leave however long the rush lasts; looked at every 25 ms. */
const LONGEST_YIELD_MS = 500;
const YIELD_MS = 25;

/** Doors first: sending uses the same processor, and somebody is on the phone while a webhook is answered. */
async function yieldToDoors({ doorLoad, pause }: KeepTools): Promise<void> {
  for (let waited = 0; waited < LONGEST_YIELD_MS && (doorLoad?.() ?? 0) >= BUSY_DOORS; waited += YIELD_MS) {
    await pause(YIELD_MS);
  }
}

/** Resolves to when the lane wants to be woken again, or null when it has nothing open. */
export async function keepLane(lane: string, tools: KeepTools): Promise<Date | null> {
  const { sql, clock } = tools;
  await yieldToDoors(tools);
  const startedAt = clock.now().getTime();
  for (;;) {
    const holder = tools.newId();
    const lease = await takeLease(sql, lane, holder, clock.now());
    if (!lease) return null;
    const letGo = tools.lanes.hold(lane);
    const isSpent = await hold(lane, holder, lease.nextAt, startedAt, tools).finally(letGo);
    // Whoever promised something while we held the lane found it held and left; so look once more after letting go.
    const due = await nextDue(sql, lane);
    if (!due || due > clock.now() || isSpent || tools.isStopping()) return due;
  }
}

/** Resolves to whether the time for one holder is used up before the lane was empty. */
async function hold(
  lane: string,
  holder: string,
  nextAt: Date,
  startedAt: number,
  tools: KeepTools,
): Promise<boolean> {
  const { sql, clock } = tools;
  const sender = senderOf(lane);
  const perSecond =
    sender === null ? Number.POSITIVE_INFINITY : segmentsPerSecond(sender, tools.segmentsPerSecond);
  let owedAt = nextAt;
  let isEmpty = false;
  try {
    while (!isEmpty && !tools.isStopping() && clock.now().getTime() - startedAt < MAX_HOLD_MS) {
      const pace =
        perSecond === Number.POSITIVE_INFINITY
          ? { allowed: MAX_AT_ONCE, waitMs: 0 }
          : paceAt(clock.now(), owedAt, perSecond);
      if (pace.allowed === 0) {
        // Whoever waits for the rate occupies a worker, so only if there is something to send.
        isEmpty = !(await hasDue(sql, lane, clock.now()));
        if (!isEmpty) await tools.pause(Math.max(pace.waitMs, LEAST_PAUSE_MS));
        continue;
      }
      const claimedAt = clock.now();
      const claimed = await claimDue(sql, lane, Math.min(MAX_AT_ONCE, pace.allowed), claimedAt);
      if (perSecond !== Number.POSITIVE_INFINITY)
        owedAt = paceAfter(clock.now(), owedAt, segmentsOf(claimed), perSecond);
      await whileRenewing(lane, holder, tools, () =>
        Promise.all(claimed.map((promise) => keepOne(promise, tools))),
      );
      isEmpty = claimed.length === 0 || !(await renewLease(sql, lane, holder, clock.now()));
      if (!isEmpty) await rest(claimed[0]?.waiting ?? 0, { perSecond, claimedAt, ...tools });
    }
  } finally {
    await persist(() => releaseLease(sql, lane, holder, { now: clock.now(), nextAt: owedAt }), tools);
  }
  return !isEmpty;
}

/** Counted from the claim, and shorter than it takes until as much is owed as is claimed at once: the number keeps its rate. */
async function rest(
  waiting: number,
  {
    perSecond,
    claimedAt,
    clock,
    pause,
  }: KeepTools & { readonly perSecond: number; readonly claimedAt: Date },
): Promise<void> {
  if (waiting < LONG_LANE) return;
  const restMs = ((MAX_AT_ONCE - 1) * 1_000) / perSecond;
  const leftMs = claimedAt.getTime() + restMs - clock.now().getTime();
  if (leftMs > 0) await pause(leftMs);
}

/** A long attempt must not cost the lane. An attempt that never ends must: its claim is over by then. */
async function whileRenewing<Result>(
  lane: string,
  holder: string,
  { sql, clock }: KeepTools,
  work: () => Promise<Result>,
): Promise<Result> {
  const beat = () => void renewLease(sql, lane, holder, clock.now()).catch(() => {});
  const beating = setInterval(beat, HEARTBEAT_MS).unref();
  const ending = setTimeout(() => clearInterval(beating), CLAIM_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(beating);
    clearTimeout(ending);
  }
}

function segmentsOf(promises: readonly Claimed[]): number {
  return promises.reduce((sum, { payload }) => sum + Number(payload.segments ?? 1), 0);
}

/** The machine hears first, then the row is settled: a crash in between repeats the news, which machines tolerate. */
function keepOne(promise: Claimed, tools: KeepTools): Promise<void> {
  return underTrace(promise.trace_parent, () =>
    inSpan(`keep ${promise.kind}`, { kind: 'CONSUMER' }, (span) => keepTraced(promise, tools, span)),
  );
}

async function keepTraced(promise: Claimed, tools: KeepTools, span: Span | null): Promise<void> {
  const outcome = await attempt(promise, tools);
  observeAttempt(promise, outcome);
  span?.setAttributes({ 'jobrun.promise': promise.id, 'jobrun.outcome': outcome.kind });
  const event = 'event' in outcome ? outcome.event : undefined;
  if (event) await persist(() => report(promise, event, tools), tools);
  await persist(() => settle(tools.sql, promise, outcome, tools.clock.now()), tools);
}

/**
 * A keeper that throws has a bug, and its promise waits for the next version instead of blocking the lane. One that asked a
 * database which went away has none: what it had done counts as unknown, as when its process had died.
 */
async function attempt(promise: Claimed, tools: KeepTools): Promise<Kept> {
  try {
    return await keepPromise(promise, tools);
  } catch (error) {
    if (isDatabaseAway(error)) {
      return {
        kind: 'unknown',
        afterMs: CLAIM_MS,
        reason: 'the database went away in the middle of it',
      };
    }
    tools.log.error({ err: error, promiseId: promise.id, kind: promise.kind }, 'outbox.keeper_failed');
    return { kind: 'final', code: 'bug', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function report(promise: Claimed, event: MachineEvent, { advance, clock }: KeepTools): Promise<void> {
  if (!promise.org_id || !promise.machine || !promise.our_number || !promise.their_number) return;
  await advance({
    provider: 'jobrun',
    providerEventId: `promise:${promise.id}:${promise.attempts}`,
    ourNumber: promise.our_number,
    theirNumber: promise.their_number,
    orgId: promise.org_id,
    isTextable: true,
    occurrence: { kind: 'machine', machine: promise.machine as MachineName, event },
    receivedAt: clock.now(),
    answer: () => '',
  });
}
