/** The simulated company accounts: what the simulator is told, and what a service beside it reads from its environment. */
import { loadVariables } from '../../src/platform/config/index.ts';
import type { Pace, SimulatorOptions } from '../../src/simulator/index.ts';

/** The documents' own number. */
export const ONBOARDING_NUMBER = '+447476955179';
/** The documents' ten pool numbers. */
export const POOL_NUMBERS = Array.from(
  { length: 10 },
  (_, n) => `+4471111111${String(11 + n).padStart(2, '0')}`,
).map((number) => (number === '+447111111120' ? '+447111111110' : number));

const ACCOUNT_SID = 'AC00000000000000000000000000000001';
const AUTH_TOKEN = 'simulated-auth-token';
const PRICE_ID = 'price_simulated';
const WEBHOOK_TOKEN = 'simulated-webhook-token';
const STRIPE_KEY = 'sk_test_simulated';
const STRIPE_WEBHOOK_SECRET = 'whsec_simulated';
const ELEVENLABS_KEY = 'simulated-elevenlabs-key';
const ELEVENLABS_WEBHOOK_SECRET = 'wsec_simulated';
const ELEVENLABS_TOOL_SECRET = 'simulated-tool-secret';
export const VOICE_AGENT_ID = 'agent_simulated';

/** A business that is there from the start: its number, who people are, and what its voice agent says first. */
export interface SimulatedBusiness {
  readonly number: string;
  /** Names by number. */
  readonly contacts: Readonly<Record<string, string>>;
  readonly firstMessage: string;
}

export interface SimulatedOptions {
  /** Where the network finds the service. */
  readonly serviceUrl: string;
  readonly poolNumbers?: readonly string[];
  readonly pace: Pace;
  /** Pauses before each new try of a Stripe event; unset: the simulator's own. */
  readonly retryDelaysMs?: readonly number[];
  readonly business?: SimulatedBusiness | undefined;
  /** What the service reads besides: brand, price and currency are said on the checkout page as well. */
  readonly env?: Readonly<Record<string, string>>;
}

export function simulatedAccounts(options: SimulatedOptions): SimulatorOptions {
  const { business } = options;
  const numbers = [ONBOARDING_NUMBER, ...(options.poolNumbers ?? POOL_NUMBERS)];
  const sold = loadVariables({ ...options.env }, ['BRAND_NAME', 'PRICE_PENCE', 'CURRENCY']);
  return {
    twilio: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN },
    stripe: {
      secretKey: STRIPE_KEY,
      webhookSecret: STRIPE_WEBHOOK_SECRET,
      webhookUrl: `${options.serviceUrl}/api/stripe/webhook`,
      price: {
        id: PRICE_ID,
        unitAmount: sold.PRICE_PENCE,
        currency: sold.CURRENCY.toLowerCase(),
        productName: sold.BRAND_NAME,
      },
      ...(options.retryDelaysMs ? { retryDelaysMs: options.retryDelaysMs } : {}),
    },
    elevenlabs: {
      apiKey: ELEVENLABS_KEY,
      webhookSecret: ELEVENLABS_WEBHOOK_SECRET,
      webhookUrl: `${options.serviceUrl}/api/elevenlabs/webhook`,
      tools: {
        url: `${options.serviceUrl}/api/elevenlabs/tools`,
        header: 'x-elevenlabs-tool-secret',
        secret: ELEVENLABS_TOOL_SECRET,
      },
      ...(business ? { agents: [{ id: VOICE_AGENT_ID, firstMessage: business.firstMessage }] } : {}),
    },
    numbers: [...numbers, ...(business ? [business.number] : [])].map((phoneE164) => ({ phoneE164 })),
    onboardingNumber: ONBOARDING_NUMBER,
    contacts: { [ONBOARDING_NUMBER]: sold.BRAND_NAME, ...business?.contacts },
    pace: options.pace,
  };
}

/** The environment of a service that lives on these accounts. */
export function simulatedEnv(urls: { serviceUrl: string; simulatorUrl: string }): Record<string, string> {
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PUBLIC_BASE_URL: urls.serviceUrl,
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_WEBHOOK_AUTH_TOKEN: WEBHOOK_TOKEN,
    TWILIO_API_BASE_URL: urls.simulatorUrl,
    ONBOARDING_NUMBER,
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET,
    STRIPE_PRICE_ID: PRICE_ID,
    STRIPE_API_BASE_URL: urls.simulatorUrl,
    ELEVENLABS_API_KEY: ELEVENLABS_KEY,
    ELEVENLABS_WEBHOOK_SECRET,
    ELEVENLABS_TOOL_SECRET,
    ELEVENLABS_AGENT_ID: VOICE_AGENT_ID,
    ELEVENLABS_API_BASE_URL: urls.simulatorUrl,
  };
}
