/** A stage: the real service beside the simulated phone network and Stripe, in one process. Demo, players and tests stand on it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { Clock } from '../../src/platform/clock.ts';
import { type Config, loadConfig } from '../../src/platform/config/index.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { type Log, openLog } from '../../src/platform/log.ts';
import { createTwilio, createWebhookUrls } from '../../src/providers/twilio/index.ts';
import { openServices, type Services } from '../../src/services.ts';
import {
  instantPace,
  type Pace,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { type SimulatedBusiness, simulatedAccounts, simulatedEnv } from './simulated.ts';

export { ONBOARDING_NUMBER, POOL_NUMBERS } from './simulated.ts';

export interface StageOptions {
  /** Unset: the embedded server in `.data/postgres`. */
  readonly databaseUrl?: string;
  readonly servicePort?: number;
  readonly simulatorPort?: number;
  readonly clock?: Clock;
  readonly pace?: Pace;
  readonly log?: Log;
  /** Numbers that the simulated account owns besides the onboarding number. */
  readonly poolNumbers?: readonly string[];
  /** A business that is there from the start. */
  readonly business?: SimulatedBusiness;
  /** What else the simulator is told. */
  readonly simulator?: Pick<SimulatorOptions, 'room' | 'panel'>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly simulator: Simulator;
  readonly services: Services;
  readonly config: Config;
  readonly serviceUrl: string;
  /** Points the account's numbers at the service, as `npm run seed:pool -- --verify` does. */
  connectNumbers(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const servicePort = options.servicePort ?? (await freePort());
  const serviceUrl = `http://127.0.0.1:${servicePort}`;
  const spool = await mkdtemp(join(tmpdir(), 'jobrun-spool-'));
  const simulator = await startSimulator({
    ...simulatedAccounts({
      serviceUrl,
      pace: options.pace ?? instantPace,
      ...(options.poolNumbers ? { poolNumbers: options.poolNumbers } : {}),
      ...(options.pace ? {} : { retryDelaysMs: [50, 100, 200, 400, 800] }),
      ...(options.env ? { env: options.env } : {}),
      business: options.business,
    }),
    ...options.simulator,
    port: options.simulatorPort ?? 0,
    ...(options.clock ? { now: () => options.clock?.now() ?? new Date() } : {}),
  });
  const config = loadConfig({
    ...simulatedEnv({ serviceUrl, simulatorUrl: simulator.url }),
    PORT: String(servicePort),
    ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
    SPOOL_DIR: spool,
    ...options.env,
  });
  const log = options.log ?? openLog({ format: config.LOG_FORMAT, level: 'warn' });
  const services = await openServices(config, {
    log,
    ...(options.clock ? { clock: options.clock } : {}),
  }).catch(async (error: unknown) => {
    await simulator.close();
    throw error;
  });
  const server = serve({ fetch: services.app.fetch, port: servicePort, hostname: '127.0.0.1' });
  return {
    simulator,
    services,
    config,
    serviceUrl,
    connectNumbers: () => connectNumbers(config),
    close: async () => {
      await simulator.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await services.close();
      await rm(spool, { recursive: true, force: true });
    },
  };
}

/** Through the official client, so that what is set is what the real network would be told. */
export async function connectNumbers(config: Config): Promise<void> {
  const urls = createWebhookUrls({
    publicBaseUrl: config.PUBLIC_BASE_URL,
    webhookToken: config.TWILIO_WEBHOOK_AUTH_TOKEN?.[0],
  });
  const { numbers } = createTwilio({
    accountSid: config.TWILIO_ACCOUNT_SID,
    authToken: config.TWILIO_AUTH_TOKEN,
    apiBaseUrl: config.TWILIO_API_BASE_URL,
    callbackUrl: urls.receipts,
    random: Math.random,
  });
  for (const { sid } of await numbers.listNumbers()) await numbers.setWebhooks(sid, urls.number);
}
