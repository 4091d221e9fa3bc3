/** Boxes 6 to 8: webhooks come in at the main line, a forged one is refused, and the secret is set. */
import type { Scene } from '../player/script.ts';
import { answer, curl, grep, grepNothing } from '../player/steps.ts';

export const mainLineOnly: Scene = {
  title: '[6] Only MAIN_WEBHOOK_HIT',
  goal: 'The company calls the new address and no old one',
  steps: [grep('[MAIN_WEBHOOK_HIT]'), grepNothing('[LEGACY_WEBHOOK_HIT]')],
};

export const forgedSignature: Scene = {
  title: '[7] A forged signature is answered 401',
  goal: 'Nothing of an unsigned webhook is believed',
  steps: [
    grepNothing('signature verification failed'),
    curl(`curl -X POST https://<domain>/api/elevenlabs/webhook \\
  -H "Content-Type: application/json" \\
  -H "elevenlabs-signature: t=1234567890,v0=invalid_hash" \\
  -d '{"type":"conversation.started"}'`),
    answer('refused', { status: 401, body: { error: 'Invalid webhook signature' } }),
    grep('signature verification failed'),
  ],
};

export const secretIsSet: Scene = {
  title: '[8] ELEVENLABS_WEBHOOK_SECRET is set',
  goal: 'No warning in the log',
  steps: [grepNothing('ELEVENLABS_WEBHOOK_SECRET not set')],
};
