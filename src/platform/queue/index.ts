/** The queue: background tasks in PostgreSQL, run by any node. */
export { freeTasksOfDeadNodes, removeReplacedTasks } from './node-lock.ts';
export { type Runner, startRunner, type Task } from './runner.ts';
export { type WakeUpOptions, wakeUp } from './wake.ts';
