/** Payers whom nobody serves: they paid, their onboarding stands at the gate, and they are on no waiting list. */
import { type HealthCheck, MOST_EXAMPLES, secondsBefore } from '../check.ts';

/** 1 minute: Stripe's event moves an owner on at once. */
const LONG_S = 60;

export const paidWithoutNumber: HealthCheck = {
  name: 'paid_without_number',
  run: async ({ sql, now }) => {
    const rows = await sql<{ id: string; total: number }[]>`
      SELECT g.id, count(*) OVER ()::int AS total FROM organizations g
      WHERE g.onboarded_at IS NULL AND g.payment_active AND g.twilio_number IS NULL AND g.waiting_since IS NULL
        AND coalesce(g.payment_activated_at, g.created_at) < ${secondsBefore(now, LONG_S)}
        AND EXISTS (SELECT FROM conversations c
          WHERE c.org_id = g.id AND c.machine = 'onboarding' AND c.state = 'S5_CONFIRM_LIVE')
      ORDER BY g.payment_activated_at LIMIT ${MOST_EXAMPLES}`;
    if (!rows[0]) return null;
    return {
      severity: 'error',
      what: 'Owners have paid and stand at the gate without a number.',
      remedy:
        'they move on when they text READY (after a payment set by SQL they must); else npm run timeline -- PHONE, npm run pool:status',
      count: rows[0].total,
      examples: rows.map(({ id }) => id),
    };
  },
};
