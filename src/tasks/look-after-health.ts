/** Makes the checks of the service's health, and rings for what they find. */
import { type CheckTools, checks, type HealthCheck } from '../health/index.ts';
import { isDatabaseAway } from '../platform/database/index.ts';
import { type AlarmTools, createAlarm } from './alarm.ts';

export interface HealthRoundTools extends AlarmTools, Omit<CheckTools, 'now'> {}

/** One after the other: they are in no hurry, and the database has better things to do. */
export function lookAfterHealth(
  tools: HealthRoundTools,
  made: readonly HealthCheck[] = checks,
): () => Promise<void> {
  const alarm = createAlarm(tools);
  const { sql, clock, log, poolLowWater } = tools;
  return async () => {
    for (const { name, run } of made) {
      try {
        const finding = await run({ sql, poolLowWater, now: clock.now() });
        const { what, remedy, count, examples } = finding ?? {};
        await alarm(name, finding !== null, finding ? { what, count, examples, remedy } : {});
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        // One check that cannot look must not silence those after it.
        log.error({ err: error, check: name }, 'ticker.check_failed');
      }
    }
  };
}
