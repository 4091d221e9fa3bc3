/** The pool and the organizations disagree about who has which number (ruling 3b). */
import { findPoolProblems } from '../../numbers/index.ts';
import { type HealthCheck, MOST_EXAMPLES } from '../check.ts';

export const poolDisagrees: HealthCheck = {
  name: 'pool_disagrees',
  run: async ({ sql }) => {
    const problems = await findPoolProblems(sql);
    if (problems.length === 0) return null;
    return {
      severity: 'error',
      what: 'The pool and the organizations disagree about who has which number.',
      remedy:
        'npm run pool:status names each; the organizations are right: correct twilio_number_pool by SQL',
      count: problems.length,
      examples: problems
        .slice(0, MOST_EXAMPLES)
        .map(({ problem, holderOrgId, namedOrgId }) =>
          `${problem} ${holderOrgId ?? namedOrgId ?? ''}`.trim(),
        ),
    };
  },
};
