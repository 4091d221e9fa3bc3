/** Payers to whom a number was promised within 24 hours, and who do not have it. */
import { waitingTooLong } from '../../numbers/index.ts';
import { type HealthCheck, MOST_EXAMPLES } from '../check.ts';

export const waitingLong: HealthCheck = {
  name: 'waiting_longer_than_promised',
  run: async ({ sql, now }) => {
    const late = await waitingTooLong(sql, now);
    if (late.length === 0) return null;
    return {
      severity: 'error',
      what: 'Payers have waited for a number for more than the 24 hours that we promise.',
      remedy: 'buy numbers and npm run seed:pool; they are served by themselves, first paid first',
      count: late.length,
      examples: late.slice(0, MOST_EXAMPLES).map(({ orgId }) => orgId),
    };
  },
};
