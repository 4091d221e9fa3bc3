/** Too few free numbers for those who come next. */
import { poolHealth } from '../../numbers/index.ts';
import type { HealthCheck } from '../check.ts';

export const poolLow: HealthCheck = {
  name: 'pool_low',
  run: async ({ sql, poolLowWater: lowWater }) => {
    const { isLow, available, waiting } = await poolHealth(sql, { lowWater });
    if (!isLow) return null;
    return {
      severity: waiting > 0 ? 'error' : 'warning',
      what: `The pool has ${available} free numbers, fewer than ${lowWater}; ${waiting} owners wait.`,
      remedy: 'buy numbers and npm run seed:pool',
      count: lowWater - available,
    };
  },
};
