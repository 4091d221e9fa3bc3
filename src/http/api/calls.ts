/** Where one call stands: for whoever asked for it and wants to know what came of it. */
import { Hono } from 'hono';
import { readCall } from '../../outbound/index.ts';
import { admit, failed } from './admit.ts';
import { NOT_YOURS } from './answers.ts';
import { isId } from './body.ts';
import { answer } from './idempotent.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

export function callDoors(tools: ApiTools): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => failed(tools, error, c));
  app.get('/api/calls/:id', admit(tools, 'calls:read'), async (c) => {
    const callId = c.req.param('id');
    const found = isId(callId) ? await readCall(tools.outbound.sql, { orgId: c.get('orgId'), callId }) : null;
    return answer(c, found ? { status: 200, body: { ...found } } : NOT_YOURS);
  });
  return app;
}
