/** The two questions of an orchestrator: is the process alive, and may it be given work? */
import { Hono } from 'hono';
import type { Readiness } from '../health/index.ts';

export interface HealthTools {
  /** Never rejects and takes no longer than some seconds. */
  readonly readiness: () => Promise<Readiness>;
}

/**
 * `/healthz` asks nobody: a database that is away is no reason to kill a process that still takes texts onto its disk.
 * `/readyz` answers 503 while the database is away, while migrations are missing and while the service stops.
 */
export function healthDoors({ readiness }: HealthTools): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }));
  app.get('/readyz', async (c) => {
    const { isReady, checks } = await readiness();
    const status = isReady ? 'ready' : 'not ready';
    return c.json({ status, checks }, isReady ? 200 : 503, { 'cache-control': 'no-store' });
  });
  return app;
}
