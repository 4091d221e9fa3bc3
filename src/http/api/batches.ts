/** Batches: many calls at once, given as JSON or as a CSV file; how far they are, cancelled, tried again, exported. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import {
  type BatchStatus,
  batchProgress,
  batchRecipients,
  cancelBatch,
  retryBatch,
} from '../../outbound/index.ts';
import { admit, failed } from './admit.ts';
import { type ApiAnswer, NOT_YOURS, wrong } from './answers.ts';
import { createFromCsv } from './batch-from-csv.ts';
import { createFromJson } from './batch-from-json.ts';
import { exportResults } from './batch-results.ts';
import { isId } from './body.ts';
import { answer, idempotently } from './idempotent.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

/** 100 unless told otherwise, 500 at most: some hundred kilobytes. */
const page = z.object({
  after: z.coerce.number().int().min(0).max(2_000_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export function batchDoors(tools: ApiTools): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => failed(tools, error, c));
  const { sql } = tools.outbound;

  app.post('/api/batch-calls', admit(tools, 'batches:write'), (c) =>
    isTable(c) ? createFromCsv(c, tools) : createFromJson(c, tools),
  );

  app.get('/api/batch-calls/:id', admit(tools, 'batches:read'), async (c) => {
    const batch = batchOf(c);
    const found = batch && (await batchProgress(sql, batch));
    if (found?.kind !== 'found') return answer(c, NOT_YOURS);
    const { name: campaignName, ...progress } = found.progress;
    return answer(c, { status: 200, body: { campaignName, ...progress } });
  });

  app.get('/api/batch-calls/:id/results', admit(tools, 'batches:read'), async (c) => {
    const batch = batchOf(c);
    const found = batch && (await batchProgress(sql, batch));
    if (!batch || found?.kind !== 'found') return answer(c, NOT_YOURS);
    return exportResults(c, tools, batch);
  });

  app.get('/api/batch-calls/:id/recipients', admit(tools, 'batches:read'), async (c) => {
    const batch = batchOf(c);
    const found = batch && (await batchProgress(sql, batch));
    if (!batch || found?.kind !== 'found') return answer(c, NOT_YOURS);
    const wanted = page.safeParse(c.req.query());
    if (!wanted.success) return answer(c, wrong(String(wanted.error.issues[0]?.path[0]), 'is wrong'));
    const recipients = await batchRecipients(sql, batch, wanted.data);
    const isLast = recipients.length < wanted.data.limit;
    const nextAfter = isLast ? null : (recipients.at(-1)?.row ?? null);
    return answer(c, { status: 200, body: { batchId: batch.batchId, recipients, nextAfter } });
  });

  app.post('/api/batch-calls/:id/cancel', admit(tools, 'batches:write'), (c) =>
    idempotently(c, tools, '', async (): Promise<ApiAnswer> => {
      const batch = batchOf(c);
      const outcome = batch && (await cancelBatch(tools.outbound, batch));
      switch (outcome?.kind) {
        case 'cancelled':
          return {
            status: 200,
            body: { success: true, batchId: batch?.batchId, cancelledCalls: outcome.calls },
          };
        case 'already':
          return tooLate(outcome.status);
        default:
          return NOT_YOURS;
      }
    }),
  );

  app.post('/api/batch-calls/:id/retry', admit(tools, 'batches:write'), (c) =>
    idempotently(c, tools, '', async (): Promise<ApiAnswer> => {
      const batch = batchOf(c);
      const outcome = batch && (await retryBatch(tools.outbound, batch));
      if (outcome?.kind === 'not_now') return tooLate(outcome.status);
      if (outcome?.kind !== 'retried') return NOT_YOURS;
      return { status: 200, body: { success: true, batchId: batch?.batchId, retriedCalls: outcome.calls } };
    }),
  );
  return app;
}

function tooLate(status: BatchStatus): ApiAnswer {
  return { status: 409, body: { error: `The batch is ${status}`, status } };
}

/** What is no id of a batch is nobody's batch. */
function batchOf(c: Context<ApiEnv>): { orgId: string; batchId: string } | null {
  const batchId = c.req.param('id') ?? '';
  return isId(batchId) ? { orgId: c.get('orgId'), batchId } : null;
}

function isTable(c: Context<ApiEnv>): boolean {
  return /^(text\/csv|multipart\/form-data)\b/i.test(c.req.header('content-type') ?? '');
}
