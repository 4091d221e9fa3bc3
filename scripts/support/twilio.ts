/** The Twilio account as a script opens it: who owns numbers there, and the URLs that they must be given. */
import { loadVariables } from '../../src/platform/config/index.ts';
import { ScriptError } from './run.ts';

/** Twilio's client takes a second to load, which a seeding without it need not spend. */
export async function openTwilio(env: NodeJS.ProcessEnv) {
  const { createTwilio, createWebhookUrls } = await import('../../src/providers/twilio/index.ts');
  const config = loadVariables(env, [
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_API_BASE_URL',
    'TWILIO_WEBHOOK_AUTH_TOKEN',
    'PUBLIC_BASE_URL',
    'NODE_ENV',
    'ALLOW_API_BASE_URL',
  ]);
  if (config.NODE_ENV === 'production' && config.TWILIO_API_BASE_URL && !config.ALLOW_API_BASE_URL) {
    throw new ScriptError('TWILIO_API_BASE_URL is refused in production unless ALLOW_API_BASE_URL=true');
  }
  const urls = createWebhookUrls({
    publicBaseUrl: config.PUBLIC_BASE_URL,
    webhookToken: config.TWILIO_WEBHOOK_AUTH_TOKEN?.[0],
  });
  const account = createTwilio({
    accountSid: config.TWILIO_ACCOUNT_SID,
    authToken: config.TWILIO_AUTH_TOKEN,
    apiBaseUrl: config.TWILIO_API_BASE_URL,
    callbackUrl: urls.receipts,
    random: Math.random,
  });
  return { landlord: account.numbers, webhooks: urls.number };
}
