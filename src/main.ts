/** The process: reads the environment, opens the service, serves, and goes in an orderly way when it is told to. */
import { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { stopServing } from './http/stop-serving.ts';
import { ConfigError, loadConfig } from './platform/config/index.ts';
import { outliveLostTypeQueries } from './platform/database/index.ts';
import { openLog } from './platform/log.ts';
import { openServices } from './services.ts';

/** 25 s: orchestrators kill after 30. */
const SHUTDOWN_TIMEOUT_MS = 25_000;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const log = openLog({ format: config.LOG_FORMAT, level: config.LOG_LEVEL });
  outliveLostTypeQueries((err) => log.debug({ err }, 'database.connection_lost'));
  const services = await openServices(config, { log });
  const server = serve(
    { fetch: services.app.fetch, port: config.PORT, hostname: config.HOST },
    ({ port }) => {
      log.info({ port, role: config.ROLE }, 'service.started');
    },
  );
  if (!(server instanceof Server)) throw new Error('the service speaks plain HTTP/1.1 behind its proxy');
  // Twilio keeps connections open for some time; longer than that, or it calls on one that is just being closed.
  server.keepAliveTimeout = 65_000;

  let isGoing = false;
  const go = async (signal: string) => {
    if (isGoing) return;
    isGoing = true;
    log.info({ signal }, 'service.stopping');
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
    services.announceStop();
    await stopServing(server);
    await services.close();
    log.info({}, 'service.stopped');
    log.flush(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void go(signal));
}

main().catch((error: unknown) => {
  // The log may not be open yet, and the first thing an operator must see is why there is no service.
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : String(error instanceof Error ? (error.stack ?? error) : error)}\n`,
  );
  process.exit(1);
});
