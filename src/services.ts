/** Builds the service out of its parts: opened in order, closed in reverse. One of two files that know everything. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Hono } from 'hono';
import { machines } from '../machines/index.ts';
import { deliverStripeEvent } from './billing/index.ts';
import { createEngine, type EngineTools, KEYED_JOINS } from './conversations/index.ts';
import { createGauges, createReadiness } from './health/index.ts';
import { createApp } from './http/app.ts';
import { acceptThrough, openSpool } from './inbox/index.ts';
import { createExchangeLog } from './messages/index.ts';
import { type NumberLandlord, type NumberWebhooks, recordOnboardingNumber } from './numbers/index.ts';
import {
  type OutboundTerms,
  type OutboundTools,
  recordToolCall,
  refuseInboundCall,
  takeNews,
} from './outbound/index.ts';
import { createBell, createHeldLanes, type KeepTools } from './outbox/index.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { type Config, phoneFlagLines } from './platform/config/index.ts';
import { connect, migrate, type Sql, startEmbedded } from './platform/database/index.ts';
import type { RecordExchange } from './platform/exchange.ts';
import { newId, newToken } from './platform/ids.ts';
import { type Log, say } from './platform/log.ts';
import { measureProcess, observeExchange, registry } from './platform/metrics/index.ts';
import { type Runner, startRunner } from './platform/queue/index.ts';
import { packageRoot } from './platform/root.ts';
import { openTracing } from './platform/tracing/index.ts';
import { postJsonTo } from './providers/alert-webhook/index.ts';
import { checkWebhook, createElevenLabs } from './providers/elevenlabs/index.ts';
import { createStripeProvider, verifyStripeEvent } from './providers/stripe/index.ts';
import { createSignatureCheck, createTwilio, createWebhookUrls } from './providers/twilio/index.ts';
import { createTasks, startTicker } from './tasks/index.ts';

export interface Services {
  readonly app: Hono;
  readonly sql: Sql;
  /** Where the database is; the embedded server's URL when none was configured. */
  readonly databaseUrl: string;
  /** `/readyz` says from now on that this node goes, while it still answers. */
  announceStop(): void;
  /** Stops taking work, finishes what is under way, closes everything in reverse. Safe to call twice. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly log: Log;
  /** Tests turn the hands of another one. */
  readonly clock?: Clock;
}

/** 10 tasks at once: a task is a lane or a retry, and mostly waits for a provider. */
const TASKS_AT_ONCE = 10;
/** One lane of batches uses one; the others are for what is stored alone. */
const ENGINE_CONNECTIONS = 3;
/**
 * Every statement that grows with the tables has its index. A plan that was made while a table was empty is kept by its
 * connection until somebody analyzes the table: to settle a promise then read the whole outbox, 6 ms instead of 0.4.
 * Without `jit`, because PostgreSQL before 18 counts what is switched off as expensive, and compiles what is expensive.
 */
const BY_INDEX = { enable_seqscan: 'off', jit: 'off' } as const;
/** 8 s: Twilio gives up after 15 s in all, and the spool needs some of them. */
const STATEMENT_TIMEOUT_MS = 8_000;

/** Opens everything; when one part does not open, those before it are closed again and the error is thrown. */
export async function openServices(
  config: Config,
  { log, clock = systemClock }: ServiceOptions,
): Promise<Services> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (let end = closing.pop(); end; end = closing.pop()) {
      await end().catch((error: unknown) => log.error({ err: error }, 'service.close_failed'));
    }
  };
  try {
    return { ...(await open(config, { log, clock, closing })), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Opening {
  readonly log: Log;
  readonly clock: Clock;
  readonly closing: (() => Promise<unknown>)[];
}

async function open(config: Config, { log, clock, closing }: Opening): Promise<Omit<Services, 'close'>> {
  say(log, phoneFlagLines(config));
  if (config.PHONE_OUTBOUND_V1_ENABLED && !config.ELEVENLABS_WEBHOOK_SECRET) {
    log.warn({}, 'ELEVENLABS_WEBHOOK_SECRET not set');
  }
  measureProcess();
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT) {
    const endTracing = await openTracing({
      endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: config.OTEL_EXPORTER_OTLP_HEADERS ?? {},
      serviceName: config.BRAND_NAME,
      environment: config.NODE_ENV,
    });
    closing.push(endTracing);
  }
  const databaseUrl = await openDatabase(config, closing);
  const directUrl = config.DIRECT_DATABASE_URL ?? databaseUrl;
  if (config.MIGRATE_ON_START) await migrate(directUrl);
  const sql = connect({
    url: databaseUrl,
    role: 'jobrun_engine',
    max: config.DATABASE_POOL_SIZE,
    applicationName: 'jobrun',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    settings: BY_INDEX,
  });
  closing.push(() => sql.end({ timeout: 5 }));
  await recordOnboardingNumber(sql, config.ONBOARDING_NUMBER);

  const urls = createWebhookUrls({
    publicBaseUrl: config.PUBLIC_BASE_URL,
    webhookToken: config.TWILIO_WEBHOOK_AUTH_TOKEN?.[0],
  });
  const exchanges = createExchangeLog(sql, log);
  closing.push(() => exchanges.idle());
  const record: RecordExchange = (exchange) => {
    observeExchange(exchange);
    exchanges.record(exchange);
  };
  const twilio = createTwilio({
    accountSid: config.TWILIO_ACCOUNT_SID,
    authToken: config.TWILIO_AUTH_TOKEN,
    apiBaseUrl: config.TWILIO_API_BASE_URL,
    callbackUrl: urls.receipts,
    random: Math.random,
    record,
  });
  const payments = createStripeProvider({
    secretKey: config.STRIPE_SECRET_KEY,
    priceId: config.STRIPE_PRICE_ID,
    apiBaseUrl: config.STRIPE_API_BASE_URL,
    newId,
    record,
  });

  const agents = config.ELEVENLABS_API_KEY
    ? createElevenLabs({
        apiKey: config.ELEVENLABS_API_KEY,
        apiBaseUrl: config.ELEVENLABS_API_BASE_URL,
        random: Math.random,
        hangUp: twilio.hangUp,
        record,
      })
    : null;
  const terms: OutboundTerms = {
    isEnabled: config.PHONE_OUTBOUND_V1_ENABLED,
    canaryOrgIds: new Set(config.PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS),
    classifierMode: config.PHONE_OUTBOUND_V1_CLASSIFIER_MODE,
    defaultAgentId: config.ELEVENLABS_AGENT_ID ?? null,
  };

  const alertUrl = config.ALERT_WEBHOOK_URL;
  const ring = createBell({ sql, clock, log, newId, hasWebhook: alertUrl !== undefined });
  const lanes = createHeldLanes();
  const tools: EngineTools = {
    lanes,
    specs: machines,
    clock,
    log,
    newId,
    newToken,
    settings: { brandName: config.BRAND_NAME, pricePence: config.PRICE_PENCE, currency: config.CURRENCY },
    onboardingNumber: config.ONBOARDING_NUMBER,
    publicBaseUrl: config.PUBLIC_BASE_URL,
    optOutHandledBy: config.OPT_OUT_HANDLED_BY,
    isAgentDeaf: !config.PHONE_INBOUND_ENABLED,
    outbound: terms,
  };
  const hotPath = connect({
    url: databaseUrl,
    role: 'jobrun_engine',
    max: ENGINE_CONNECTIONS,
    applicationName: 'jobrun-engine',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    settings: KEYED_JOINS,
  });
  closing.push(() => hotPath.end({ timeout: 5 }));
  const engine = createEngine(hotPath, tools);
  closing.push(() => engine.idle());
  const spoolFolder = resolveFolder(config.SPOOL_DIR);
  const spool = await openSpool(spoolFolder, { log, newId });
  closing.push(() => spool.close());
  const accept = acceptThrough(engine.advance, spool, { log });
  const outbound: OutboundTools = {
    ...{ sql, advance: accept, clock, newId, log, terms },
    defaultCountry: config.DEFAULT_COUNTRY,
  };

  const stopping = new AbortController();
  const keep: KeepTools = {
    lanes,
    sql,
    clock,
    log,
    advance: engine.advance,
    newId,
    texts: twilio.texts,
    calls: twilio.calls,
    agents,
    outbound: terms,
    payments,
    ring,
    brandName: config.BRAND_NAME,
    postAlert: alertUrl === undefined ? null : postJsonTo(alertUrl),
    onboardingNumber: config.ONBOARDING_NUMBER,
    segmentsPerSecond: config.SMS_SEGMENTS_PER_SECOND,
    doorLoad: engine.load,
    pause: (ms) => delay(ms, undefined, { signal: stopping.signal }).catch(() => {}),
    isStopping: () => stopping.signal.aborted,
  };
  const { numbers: landlord } = twilio;
  const webhooks = urls.number;
  const runner = await openRunner(config, { directUrl, sql, keep, engine: tools, landlord, webhooks, log });
  if (runner) closing.push(() => runner.stop());
  const ticker = startTicker({
    sql,
    clock,
    log,
    advance: engine.advance,
    texts: twilio.texts,
    spool,
    storeSpooled: engine.storeSpooled,
    runner,
    ring,
    // What a round brings forward is brought again by a later one: on the disk it would only stand in the doors' way.
    outbound: { ...outbound, advance: engine.advance },
    poolLowWater: config.POOL_LOW_WATER,
    onboardingNumber: config.ONBOARDING_NUMBER,
    textsPerTenMinutes: config.TENANT_TEXTS_PER_TEN_MINUTES,
    keptMonths: {
      ...{ journal: config.JOURNAL_KEPT_MONTHS, messages: config.MESSAGES_KEPT_MONTHS },
      ...{ calls: config.CALLS_KEPT_MONTHS, callWordsDays: config.CALL_WORDS_KEPT_DAYS },
    },
  });
  closing.push(async () => {
    stopping.abort();
    await ticker.stop();
  });

  let isLeaving = false;
  const measure = createGauges({ sql, spoolFolder });
  const door = { log, clock, advance: accept, publicBaseUrl: config.PUBLIC_BASE_URL };
  const app = createApp({
    log,
    twilio: {
      ...door,
      defaultCountry: config.DEFAULT_COUNTRY,
      brandName: config.BRAND_NAME,
      callUrls: urls.calls,
      ring,
      refuseInboundCall: (call) => refuseInboundCall(outbound, call),
      webhookTokens: config.TWILIO_WEBHOOK_AUTH_TOKEN ?? [],
      verifySignature: config.TWILIO_VALIDATE_SIGNATURE
        ? createSignatureCheck(config.TWILIO_AUTH_TOKEN, config.PUBLIC_BASE_URL)
        : null,
    },
    stripe: {
      log,
      check: (rawBody, signature) =>
        verifyStripeEvent(rawBody, signature, { secret: config.STRIPE_WEBHOOK_SECRET, now: clock.now() }),
      deliver: (event) =>
        deliverStripeEvent(
          { sql, advance: accept, log, clock, onboardingNumber: config.ONBOARDING_NUMBER },
          event,
        ),
    },
    elevenlabs: {
      ...{ log, clock },
      check: (rawBody, signature, typeOfBare) =>
        checkWebhook(rawBody, signature, {
          ...{ secret: config.ELEVENLABS_WEBHOOK_SECRET, now: clock.now(), typeOfBare },
        }),
      takeNews: (news) => takeNews(outbound, news),
      isInboundEnabled: config.PHONE_INBOUND_ENABLED,
      refuseInboundCall: (call) => refuseInboundCall(outbound, call),
      hangUp: twilio.hangUp,
      toolSecret: config.ELEVENLABS_TOOL_SECRET,
      recordToolCall: (call) => recordToolCall(outbound, call),
    },
    api: { outbound },
    pay: {
      billing: {
        ...{ sql, provider: payments, clock },
        ...{ publicBaseUrl: config.PUBLIC_BASE_URL, trialDays: config.STRIPE_TRIAL_DAYS },
      },
      look: { brandName: config.BRAND_NAME, onboardingNumber: config.ONBOARDING_NUMBER },
      log,
    },
    health: {
      readiness: createReadiness({
        sql,
        isSpooling: () => spool.isWaiting(),
        isStopping: () => isLeaving || stopping.signal.aborted,
      }),
    },
    metrics: {
      token: config.METRICS_TOKEN,
      isProduction: config.NODE_ENV === 'production',
      collect: async () => {
        await measure();
        return { text: await registry.metrics(), contentType: registry.contentType };
      },
    },
  });
  const announceStop = () => {
    isLeaving = true;
  };
  return { app, sql, databaseUrl, announceStop };
}

/** The configured server, or one of our own in `.data/postgres`. */
async function openDatabase(config: Config, closing: (() => Promise<unknown>)[]): Promise<string> {
  if (config.DATABASE_URL) return config.DATABASE_URL;
  const embedded = await startEmbedded({ folder: join(packageRoot, '.data', 'postgres') });
  closing.push(() => embedded.stop());
  return embedded.url;
}

interface RunnerParts {
  readonly directUrl: string;
  readonly sql: Sql;
  readonly keep: KeepTools;
  readonly engine: EngineTools;
  readonly landlord: NumberLandlord;
  readonly webhooks: NumberWebhooks;
  readonly log: Log;
}

async function openRunner(config: Config, parts: RunnerParts): Promise<Runner | null> {
  if (config.ROLE === 'web') return null;
  return startRunner({
    url: parts.directUrl,
    sql: parts.sql,
    tasks: createTasks({
      keep: parts.keep,
      engine: parts.engine,
      onboardingNumber: config.ONBOARDING_NUMBER,
      landlord: parts.landlord,
      webhooks: parts.webhooks,
    }),
    concurrency: TASKS_AT_ONCE,
    log: parts.log,
  });
}

function resolveFolder(folder: string): string {
  return folder.startsWith('/') ? folder : join(packageRoot, folder);
}
