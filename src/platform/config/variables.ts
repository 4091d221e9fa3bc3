/** Every environment variable, once: its rule, and the sentence that documents it. The docs are held equal by a test. */
import { z } from 'zod';
import { isPhoneE164, type PhoneE164 } from '../../values/phone.ts';

const flag = (byDefault: boolean) =>
  z
    .enum(['true', 'false'])
    .default(byDefault ? 'true' : 'false')
    .transform((value) => value === 'true');
/** A gate: open for the word `true` alone, so that a slip of the hand leaves it closed. */
const gate = z
  .string()
  .optional()
  .transform((value) => value === 'true');
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const secret = z.string().min(1);
const phone = z.custom<PhoneE164>(
  (value) => typeof value === 'string' && isPhoneE164(value),
  'must be a phone number in E.164, like +447700900001',
);
/** As OpenTelemetry spells them (specification, "OTLP exporter": the format of W3C Baggage). */
function readHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const mark = pair.indexOf('=');
    return [pair.slice(0, mark).trim(), decoded(pair.slice(mark + 1).trim())];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A key that happens to contain a percent sign, written as it is.
    return value;
  }
}

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/./, 'must start with postgres:// or postgresql://')
  .optional();
/** Three at least: the database refuses to drop anything younger (drizzle/0012). */
const keptMonths = z.coerce.number().int().min(3).max(1_200).optional();
/** Seven at least, as the database has it (drizzle/0020). */
const keptDays = z.coerce.number().int().min(7).max(36_500).optional();

/** What the service reads. An empty value counts as unset. */
export const variables = {
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('`production` refuses everything that is only for development.'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('The port of the HTTP server.'),
  HOST: z.string().default('0.0.0.0').describe('The address the HTTP server binds.'),
  PUBLIC_BASE_URL: url.describe(
    'How the world reaches this service; Twilio signs it, short links start with it. `NEXT_PUBLIC_APP_URL` is read as an alias.',
  ),
  DATABASE_URL: databaseUrl.describe(
    'PostgreSQL 15 or newer. Unset: an embedded PostgreSQL in `.data/postgres` is started.',
  ),
  DIRECT_DATABASE_URL: databaseUrl.describe(
    'A connection without a pooler, for migrations and for LISTEN. Unset: `DATABASE_URL`.',
  ),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('Connections of the web and worker side together.'),
  MIGRATE_ON_START: flag(true).describe('Migrate under an advisory lock when the service starts.'),
  ROLE: z
    .enum(['web', 'worker', 'all'])
    .default('all')
    .describe('What this process does: answer webhooks, keep promises, or both.'),
  LOG_FORMAT: z
    .enum(['json', 'pretty'])
    .default('json')
    .describe('`pretty` prints lines as people read them.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('The least level that is logged.'),
  BRAND_NAME: z.string().min(1).max(20).default('JobRun').describe('The name that texts and pages use.'),
  PRICE_PENCE: z.coerce
    .number()
    .int()
    .positive()
    .default(2900)
    .describe('The monthly price in pence, as texts and pages say it.'),
  CURRENCY: z
    .string()
    .regex(/^[a-zA-Z]{3}$/, 'must be an ISO 4217 code')
    .default('GBP')
    .describe('ISO 4217 code of the price.'),
  DEFAULT_COUNTRY: z
    .enum(['GB', 'US', 'IE', 'TR', 'CA'])
    .default('GB')
    .describe('The country of phone numbers that are written without one.'),
  ONBOARDING_NUMBER: phone.describe('The number that tradespeople text to sign up, E.164.'),
  OPT_OUT_HANDLED_BY: z
    .enum(['twilio', 'app'])
    .default('twilio')
    .describe('Who confirms STOP: Twilio does by default; `app` when its handling is switched off there.'),
  SMS_SEGMENTS_PER_SECOND: z.coerce
    .number()
    .positive()
    .max(1000)
    .optional()
    .describe('Overrides the rate of every sender number (10 a second for UK numbers, 1 for US numbers).'),
  TENANT_TEXTS_PER_TEN_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(300)
    .describe(
      'An organization that promises more texts in ten minutes has them put off until the flood is over.',
    ),
  POOL_LOW_WATER: z.coerce
    .number()
    .int()
    .min(0)
    .default(3)
    .describe('Fewer free pool numbers than this rings the alert.'),
  JOURNAL_KEPT_MONTHS: keptMonths.describe(
    'How many whole months of transitions are kept after they are over, 3 or more. Unset: for ever.',
  ),
  MESSAGES_KEPT_MONTHS: keptMonths.describe(
    'How many whole months of texts are kept after they are over, 3 or more. Unset: for ever.',
  ),
  CALLS_KEPT_MONTHS: keptMonths.describe(
    'How many whole months of calls, batches, follow-ups and callbacks are kept after they are over, 3 or more. Unset: for ever.',
  ),
  CALL_WORDS_KEPT_DAYS: keptDays.describe(
    'For how many days it is kept what was said on a call, 7 or more; its label and times stay. Unset: as long as the call.',
  ),
  NUMBER_QUARANTINE_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .default(30)
    .describe('How long a released number rests before it is handed out again.'),
  SPOOL_DIR: z
    .string()
    .default('.data/spool')
    .describe('Where deliveries are kept while the database is away. Must survive a restart.'),
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC/, 'must start with AC').describe('The Twilio account.'),
  TWILIO_AUTH_TOKEN: secret.describe('The primary auth token: it signs webhooks and authenticates the API.'),
  TWILIO_WEBHOOK_AUTH_TOKEN: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((token) => token.trim())
        .filter(Boolean),
    )
    .optional()
    .describe(
      'The shared `webhook_token` beside the signature; two, separated by a comma, during a rotation. Required in production.',
    ),
  TWILIO_VALIDATE_SIGNATURE: flag(true).describe('May be `false` only outside production.'),
  TWILIO_API_BASE_URL: url
    .optional()
    .describe('Another Twilio API, such as the simulator. Refused in production.'),
  STRIPE_SECRET_KEY: secret.describe('The Stripe API key.'),
  STRIPE_WEBHOOK_SECRET: secret.describe('The signing secret of the Stripe webhook endpoint.'),
  STRIPE_PRICE_ID: secret.describe('The monthly price in Stripe.'),
  STRIPE_TRIAL_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(730)
    .default(0)
    .describe("Free days at the start of a subscription, once for each owner's phone; 0: none."),
  STRIPE_API_BASE_URL: url
    .optional()
    .describe('Another Stripe API, such as the simulator. Refused in production.'),
  PHONE_OUTBOUND_V1_ENABLED: gate.describe(
    'Outbound calls of a voice agent. Anything but `true`: none leaves, whatever the canary list says.',
  ),
  PHONE_INBOUND_ENABLED: z
    .string()
    .optional()
    .transform((value) => value !== 'false')
    .describe('Inbound calls to a voice agent. `false`: they are recorded and rejected.'),
  PHONE_OUTBOUND_V1_CLASSIFIER_MODE: z
    .enum(['KEYWORD_ONLY'])
    .default('KEYWORD_ONLY')
    .catch('KEYWORD_ONLY')
    .describe('How answers are understood; by keywords, and an unknown word means that too.'),
  PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((id) => id.trim())
        .filter(Boolean),
    )
    .describe('The organizations that outbound calls are for, separated by commas. Empty: nobody.'),
  ELEVENLABS_API_KEY: secret
    .optional()
    .describe('The ElevenLabs API key, for calls of a voice agent. Unset: no such call can be placed.'),
  ELEVENLABS_WEBHOOK_SECRET: secret
    .optional()
    .describe('The signing secret of the ElevenLabs webhook. Unset: every one of its webhooks is refused.'),
  ELEVENLABS_TOOL_SECRET: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe(
      'What the tools of the voice agents carry in `x-elevenlabs-tool-secret`. Unset: every use of a tool is refused.',
    ),
  ELEVENLABS_AGENT_ID: secret
    .optional()
    .describe('The voice agent of organizations that have none of their own.'),
  ELEVENLABS_API_BASE_URL: url
    .optional()
    .describe('Another ElevenLabs API, such as the simulator. Refused in production.'),
  ALLOW_API_BASE_URL: flag(false).describe('Honour the `*_API_BASE_URL` in production all the same.'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe(
      'The bearer token of `/metrics`. Unset: `/metrics` answers this machine only, and nobody in production.',
    ),
  ALERT_WEBHOOK_URL: url
    .optional()
    .describe(
      'Where alerts go as JSON (Slack, Discord, or your own); its path is a secret. https in production.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: url
    .optional()
    .describe(
      'An OpenTelemetry collector that speaks OTLP over HTTP; traces are collected only when it is set.',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/, 'must be name=value, separated by commas')
    .transform(readHeaders)
    .optional()
    .describe('Headers for the collector, `name=value` separated by commas, values percent-encoded.'),
} as const;

export type VariableName = keyof typeof variables;
export type Variables = z.output<z.ZodObject<typeof variables>>;
