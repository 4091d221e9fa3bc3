/** The doors for ElevenLabs: its webhooks, on the address of today and on the old ones, and the tools of its agents. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type ToolDoorTools, toolDoor } from './tools.ts';
import { type WebhookDoorTools, webhookDoor } from './webhook.ts';

export type ElevenLabsDoorTools = WebhookDoorTools & ToolDoorTools;

/** 10 MiB: a transcript of an hour with everything about its turns stays below 2; a recording of ten minutes fits. */
const MAX_EVENT_BYTES = 10 * 1024 * 1024;
/** 16 KiB: a tool's parameters are a few words. */
const MAX_TOOL_BYTES = 16 * 1024;

/** The old paths, and what a body without a type means there. */
const LEGACY = {
  'call-started': 'conversation.started',
  'call-ended': 'conversation.ended',
  'post-call': 'post_call_transcription',
} as const;

export function elevenLabsDoors(tools: ElevenLabsDoorTools): Hono {
  const app = new Hono();
  const limit = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: (c) => {
        tools.log.warn({ limitBytes: maxSize, path: c.req.routePath }, 'elevenlabs.webhook too large');
        return c.json({ error: 'The body is too large' }, 413);
      },
    });
  const main = '/api/elevenlabs/webhook';
  app.post(main, limit(MAX_EVENT_BYTES), webhookDoor(tools, { endpoint: main, mark: '[MAIN_WEBHOOK_HIT]' }));
  for (const [name, typeOfBare] of Object.entries(LEGACY)) {
    const endpoint = `/api/webhooks/elevenlabs/${name}`;
    app.post(
      endpoint,
      limit(MAX_EVENT_BYTES),
      webhookDoor(tools, { endpoint, mark: '[LEGACY_WEBHOOK_HIT]', typeOfBare }),
    );
  }
  app.post('/api/elevenlabs/tools/:tool', limit(MAX_TOOL_BYTES), toolDoor(tools));
  return app;
}
