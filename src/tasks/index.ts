/** Background work: the tasks of the queue and the rounds of the ticker. */
export { createTasks, type TaskTools } from './tasks.ts';
export { startTicker, type Ticker } from './ticker.ts';
