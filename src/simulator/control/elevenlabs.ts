/** The voice agents over HTTP: conversations, tools used by hand, events again. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { ElevenLabsControl } from '../elevenlabs/control.ts';
import { bodyOf } from './phones.ts';

const webhook = z.object({ url: z.string().nullable() });
const switched = z.object({ usesTools: z.boolean() });
const params = z.record(z.string(), z.unknown());
const event = z.object({ type: z.string(), data: params });

export function elevenLabsControlRoutes(elevenlabs: ElevenLabsControl): Hono {
  const app = new Hono();
  app.get('/conversations', (c) => c.json(elevenlabs.conversations()));
  app.put('/webhook-url', async (c) => {
    elevenlabs.setWebhookUrl(webhook.parse(await bodyOf(c.req.raw)).url);
    return c.json({});
  });
  app.put('/agents/:id', async (c) => {
    elevenlabs.setUsesTools(c.req.param('id'), switched.parse(await bodyOf(c.req.raw)).usesTools);
    return c.json({});
  });
  app.post('/conversations/:id/tools/:name', async (c) => {
    const tool = { name: c.req.param('name'), params: params.parse(await bodyOf(c.req.raw)) };
    return c.json(await elevenlabs.useTool(c.req.param('id'), tool));
  });
  app.post('/conversations/:id/resend', async (c) => {
    return c.json(await elevenlabs.sendEvent({ conversationId: c.req.param('id') }));
  });
  app.post('/events', async (c) => {
    return c.json(await elevenlabs.sendEvent(event.parse(await bodyOf(c.req.raw))));
  });
  return app;
}
