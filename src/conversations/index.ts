/** Conversations: the one transaction, its retries and its timers. */
export { createEngine, type Engine } from './advance.ts';
export { retryLane } from './retry.ts';
export { KEYED_JOINS } from './sql/planner.ts';
export { fireDueTimers, startForgottenTimers } from './timers.ts';
export type { EngineTools } from './tools.ts';
