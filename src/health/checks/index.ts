/** The checks that every worker makes again and again: cheap, by SQL alone. The doctor makes them as well. */
import type { HealthCheck } from '../check.ts';
import { deadLetters } from './dead-letters.ts';
import { eventsPending } from './events-pending.ts';
import { paidWithoutNumber } from './paid-without-number.ts';
import { partitionsReady } from './partitions-ready.ts';
import { poolDisagrees } from './pool-disagrees.ts';
import { poolLow } from './pool-low.ts';
import { promisesOverdue } from './promises-overdue.ts';
import { promisesUnknown } from './promises-unknown.ts';
import { queueOverdue } from './queue-overdue.ts';
import { tasksStuck } from './tasks-stuck.ts';
import { timersOverdue } from './timers-overdue.ts';
import { waitingLong } from './waiting-too-long.ts';

export const checks: readonly HealthCheck[] = [
  queueOverdue,
  tasksStuck,
  deadLetters,
  eventsPending,
  timersOverdue,
  promisesOverdue,
  promisesUnknown,
  paidWithoutNumber,
  waitingLong,
  poolLow,
  poolDisagrees,
  partitionsReady,
];
