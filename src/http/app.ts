/** Every door of the service in one place. */
import { Hono } from 'hono';
import type { Log } from '../platform/log.ts';
import { type ApiTools, apiDoors } from './api/index.ts';
import { type HealthTools, healthDoors } from './health.ts';
import { type MetricsDoorTools, metricsDoor } from './metrics.ts';
import { observeRequests } from './observe.ts';
import { createPayPages, type PayTools } from './pay/index.ts';
import { type ElevenLabsDoorTools, elevenLabsDoors } from './webhooks/elevenlabs/index.ts';
import { type StripeDoorTools, stripeDoor } from './webhooks/stripe.ts';
import { smsDoor, statusDoor, type VoiceDoor, voiceDoor, whisperDoor } from './webhooks/twilio/index.ts';

export interface AppTools {
  readonly log: Log;
  readonly twilio: VoiceDoor;
  readonly stripe: StripeDoorTools;
  readonly elevenlabs: ElevenLabsDoorTools;
  readonly api: ApiTools;
  readonly pay: PayTools;
  readonly health: HealthTools;
  readonly metrics: MetricsDoorTools;
}

export function createApp(tools: AppTools): Hono {
  const app = new Hono();
  app.use(observeRequests());
  app.route('/', healthDoors(tools.health));
  app.route('/', metricsDoor(tools.metrics));
  app.post('/api/twilio/sms', smsDoor(tools.twilio));
  app.post('/api/twilio/voice', voiceDoor(tools.twilio));
  app.post('/api/twilio/whisper', whisperDoor(tools.twilio));
  app.post('/api/twilio/status', statusDoor(tools.twilio));
  app.route('/', stripeDoor(tools.stripe));
  app.route('/', elevenLabsDoors(tools.elevenlabs));
  app.route('/', apiDoors(tools.api));
  app.route('/', createPayPages(tools.pay));
  app.notFound((c) => c.text('Not found', 404));
  app.onError((error, c) => {
    tools.log.error({ err: error, path: c.req.routePath, method: c.req.method }, 'http.failed');
    return c.text('Something went wrong', 500);
  });
  return app;
}
