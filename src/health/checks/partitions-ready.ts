/** Tables by month without a partition for the days ahead: their rows would pile up in the default one. */
import { type HealthCheck, secondsBefore } from '../check.ts';

/** 7 days ahead: long enough for a person to notice. */
const AHEAD_S = 7 * 24 * 60 * 60;

export const partitionsReady: HealthCheck = {
  name: 'partitions_missing',
  run: async ({ sql, now }) => {
    const month = secondsBefore(now, -AHEAD_S).toISOString().slice(0, 7).replace('-', '_');
    const rows = await sql<{ name: string }[]>`
      SELECT parent.relname AS name
      FROM pg_partitioned_table p
      JOIN pg_class parent ON parent.oid = p.partrelid AND parent.relnamespace = 'public'::regnamespace
      WHERE p.partstrat = 'r' AND NOT EXISTS (
        SELECT FROM pg_inherits i JOIN pg_class part ON part.oid = i.inhrelid
        WHERE i.inhparent = parent.oid AND part.relname = parent.relname || '_' || ${month})
      ORDER BY 1`;
    if (rows.length === 0) return null;
    return {
      severity: 'error',
      what: 'Tables by month have no partition for the days ahead.',
      remedy:
        'is a worker running (ROLE=all or worker)? It makes them; look for ticker.round_failed in its log',
      count: rows.length,
      examples: rows.map(({ name }) => name),
    };
  },
};
