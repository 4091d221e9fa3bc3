/** What must happen again and again on every node. Each round is harmless when another node does it at the same time. */
import { fireDueTimers, startForgottenTimers } from '../conversations/index.ts';
import { overdueLanes, type Spool } from '../inbox/index.ts';
import { askAboutEnds, forgetExchanges } from '../messages/index.ts';
import { endQuarantine, poolHealth } from '../numbers/index.ts';
import {
  completeBatches,
  matchNews,
  type OutboundTools,
  paceCalls,
  queueBatches,
  runFollowUps,
} from '../outbound/index.ts';
import { forgottenLanes, type KeepTools, pauseFloods } from '../outbox/index.ts';
import { isDatabaseAway } from '../platform/database/index.ts';
import { freeTasksOfDeadNodes, type Runner, removeReplacedTasks, wakeUp } from '../platform/queue/index.ts';
import { lookAfterHealth } from './look-after-health.ts';
import { type KeptMonths, retain } from './retention.ts';
import { askForWatch } from './watch-webhooks.ts';

export interface TickerTools
  extends Pick<KeepTools, 'sql' | 'clock' | 'advance' | 'log' | 'texts' | 'ring' | 'onboardingNumber'> {
  readonly spool: Spool;
  /** Null on a node that only answers webhooks. */
  readonly runner: Runner | null;
  readonly poolLowWater: number;
  readonly textsPerTenMinutes: number;
  readonly keptMonths: KeptMonths;
  readonly outbound: OutboundTools;
}

export interface Ticker {
  /** Resolves when the rounds under way are over. */
  stop(): Promise<void>;
}

interface Round {
  readonly name: string;
  readonly everyMs: number;
  readonly work: (stopping: AbortSignal) => Promise<unknown>;
}

const LANES_A_ROUND = 100;

export function startTicker(tools: TickerTools): Ticker {
  const rounds = tools.runner
    ? [...webRounds(tools), ...workerRounds(tools, tools.runner)]
    : webRounds(tools);
  const stopping = new AbortController();
  const loops = rounds.map((round) => repeat(round, tools, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

function webRounds({ spool, advance, log }: TickerTools): Round[] {
  return [
    {
      name: 'drain_spool',
      everyMs: 500,
      work: async (stopping) => {
        if (!spool.isWaiting()) return;
        const replayed = await spool.drain(advance, stopping);
        log.info({ replayed }, 'spool.drained');
      },
    },
  ];
}

function workerRounds(tools: TickerTools, runner: Runner): Round[] {
  const { sql, clock, advance, log } = tools;
  const wakeAll = (task: string, prefix: string, lanes: readonly string[]) =>
    Promise.all(lanes.map((lane) => wakeUp(sql, task, { payload: { lane }, key: `${prefix}:${lane}` })));
  return [
    { name: 'fire_timers', everyMs: 1_000, work: () => fireDueTimers(sql, advance, clock.now()) },
    { name: 'queue_batches', everyMs: 1_000, work: (stopping) => queueBatches(tools.outbound, stopping) },
    {
      name: 'pace_calls',
      everyMs: 1_000,
      work: async () => {
        await runFollowUps(tools.outbound);
        await paceCalls(tools.outbound);
      },
    },
    { name: 'match_news', everyMs: 1_000, work: () => matchNews(tools.outbound) },
    { name: 'complete_batches', everyMs: 5_000, work: () => completeBatches(tools.outbound) },
    {
      name: 'find_forgotten',
      everyMs: 5_000,
      work: async () => {
        await startForgottenTimers(sql);
        await wakeAll('keep_promises', 'lane', await forgottenLanes(sql, clock.now(), LANES_A_ROUND));
        await wakeAll('retry_lane', 'retry', await overdueLanes(sql, clock.now(), LANES_A_ROUND));
      },
    },
    { name: 'watch_webhooks', everyMs: 60 * 60_000, work: () => askForWatch(sql, clock.now()) },
    { name: 'pause_floods', everyMs: 10_000, work: () => pauseFloods(tools) },
    { name: 'ask_about_ends', everyMs: 60_000, work: (stopping) => askAboutEnds(tools, stopping) },
    { name: 'forget_exchanges', everyMs: 60 * 60_000, work: () => forgetExchanges(sql, clock.now()) },
    {
      name: 'retain',
      everyMs: 60 * 60_000,
      work: async (stopping) => {
        const { made, dropped, forgotten, emptied } = await retain(sql, tools.keptMonths, stopping);
        if (made.length + dropped.length + forgotten + emptied > 0) {
          log.info({ made, dropped, forgotten, emptied }, 'ticker.retained');
        }
      },
    },
    {
      name: 'free_dead_nodes',
      everyMs: 10_000,
      work: async () => {
        await runner.showAliveAgain();
        const nodes = await freeTasksOfDeadNodes(sql);
        await removeReplacedTasks(sql);
        if (nodes.length > 0) log.warn({ nodes }, 'queue.dead_nodes_freed');
      },
    },
    {
      // The pool's triggers wake the waiting list at once; this is for what they cannot see, such as a quarantine's end.
      name: 'look_after_pool',
      everyMs: 20_000,
      work: async () => {
        await endQuarantine(sql, clock.now());
        const health = await poolHealth(sql, { lowWater: tools.poolLowWater });
        if (health.waiting > 0 && health.available > 0) {
          await wakeUp(sql, 'serve_waiting_list', { key: 'serve_waiting_list' });
        }
      },
    },
    { name: 'look_after_health', everyMs: 20_000, work: lookAfterHealth(tools) },
  ];
}

/** Again after each end, never twice at once. A database that is away is somebody else's alarm. */
async function repeat(round: Round, { log }: TickerTools, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await round.work(stopping);
    } catch (error) {
      if (error === stopping.reason) return;
      const level = isDatabaseAway(error) ? 'debug' : 'error';
      log[level]({ err: error, round: round.name }, 'ticker.round_failed');
    }
    await pause(round.everyMs, stopping);
  }
}

function pause(ms: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stopping.addEventListener('abort', done);
  });
}
