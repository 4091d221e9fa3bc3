/** Lies, nodes and the network's record over HTTP: what a trial in another process steers and checks by. */
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { isLieKind } from '../lies/index.ts';
import type { World } from '../world.ts';
import { bodyOf } from './phones.ts';

const change = z.object({
  seed: z.number().optional(),
  rate: z.number().optional(),
  kinds: z
    .array(z.string().refine(isLieKind, { error: (issue) => `there is no lie "${issue.input}"` }))
    .transform((kinds) => kinds.filter(isLieKind))
    .optional(),
});
const targets = z.object({ publicBaseUrl: z.string(), nodes: z.array(z.string()) }).nullable();
const reading = z.object({ after: z.coerce.number().int().min(0).default(0), type: z.string().optional() });

export function lieRoutes(world: World): Hono {
  const { lies, record } = world;
  const app = new Hono();
  const shown = () => ({
    ...lies.control.setting,
    counts: lies.control.counts(),
    withheld: lies.control.withheld(),
  });

  app.get('/lies', (c) => c.json(shown()));
  app.put('/lies', async (c) => {
    const { seed, rate, kinds } = change.parse(await bodyOf(c.req.raw));
    lies.control.set({
      ...(seed === undefined ? {} : { seed }),
      ...(rate === undefined ? {} : { rate }),
      ...(kinds === undefined ? {} : { kinds }),
    });
    return c.json(shown());
  });

  app.get('/targets', (c) => c.json(world.targets.setting));
  app.put('/targets', async (c) => {
    world.targets.set(targets.parse(await bodyOf(c.req.raw)));
    return c.json(world.targets.setting);
  });

  /** One JSON document a line; `?after=N` and `?type=webhook,asked` narrow it. */
  app.get('/record', (c) => {
    const { after, type } = reading.parse(c.req.query());
    const wanted = type ? new Set(type.split(',')) : null;
    c.header('content-type', 'application/x-ndjson');
    return stream(c, async (out) => {
      for await (const entry of record.entries(after)) {
        if (!wanted || wanted.has(entry.type)) await out.write(`${JSON.stringify(entry)}\n`);
      }
    });
  });
  return app;
}
