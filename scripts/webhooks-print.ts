/** `npm run webhooks:print`: the three URLs that a number at Twilio must be set up with; the token only on request. */
import { Command } from 'commander';
import { loadVariables } from '../src/platform/config/index.ts';
import { createWebhookUrls } from '../src/providers/twilio/index.ts';
import { run } from './support/run.ts';

const { showToken } = new Command()
  .name('webhooks-print')
  .description('The webhook URLs as they are configured at Twilio, for every number of ours.')
  .option('--show-token', 'print the webhook token; it is a secret', false)
  .parse()
  .opts<{ showToken: boolean }>();

await run(async () => {
  const { PUBLIC_BASE_URL, TWILIO_WEBHOOK_AUTH_TOKEN } = loadVariables(process.env, [
    'PUBLIC_BASE_URL',
    'TWILIO_WEBHOOK_AUTH_TOKEN',
  ]);
  const token = TWILIO_WEBHOOK_AUTH_TOKEN?.[0];
  // The secret is not masked afterwards: without --show-token it never gets into a URL at all.
  const webhookToken = token && !showToken ? 'REDACTED' : token;
  const { number } = createWebhookUrls({ publicBaseUrl: PUBLIC_BASE_URL, webhookToken });
  console.log(`Voice, a call comes in          POST  ${number.voiceUrl}`);
  console.log(`Voice, call status changes      POST  ${number.statusCallback}`);
  console.log(`Messaging, a message comes in   POST  ${number.smsUrl}`);
  console.log(
    '\nWhat follows # belongs to the URL at Twilio: it asks for retries and is neither sent nor signed.',
  );
  if (!token) console.log('TWILIO_WEBHOOK_AUTH_TOKEN is not set: the URLs carry no webhook_token.');
});
