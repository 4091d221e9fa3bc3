/** The export: one line a recipient, sent page by page as it is read, so that 100,000 of them cost no more than one page. */
import type { Context } from 'hono';
import { type BatchRef, batchResults, type RecipientResult } from '../../outbound/index.ts';
import { writeCsv } from '../../values/csv/index.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

/** 2,000 rows: some hundred kilobytes at a time. */
const PAGE_ROWS = 2_000;
const HEAD = [
  ...['row', 'name', 'phone', 'written', 'status', 'label', 'attempts', 'end_reason', 'error', 'call_id'],
  'ended_at',
];

export function exportResults(c: Context<ApiEnv>, tools: ApiTools, batch: BatchRef): Response {
  const encoder = new TextEncoder();
  const lines = pages(tools, batch);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await lines.return(undefined)),
  });
  return c.body(body, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="batch-${batch.batchId}.csv"`,
  });
}

/** The byte order mark is what makes Excel read UTF-8. */
async function* pages(tools: ApiTools, batch: BatchRef): AsyncGenerator<string, void, undefined> {
  yield `\uFEFF${writeCsv([HEAD])}`;
  for (let after = 0; ; ) {
    const page = await batchResults(tools.outbound.sql, batch, after, PAGE_ROWS);
    if (page.length > 0) yield writeCsv(page.map(cellsOf));
    const last = page.at(-1);
    if (!last || page.length < PAGE_ROWS) return;
    after = last.position;
  }
}

function cellsOf(result: RecipientResult): (string | null)[] {
  const { position, name, phone, written, status, label, attempts, endReason, error, callId, endedAt } =
    result;
  return [
    ...[String(position), name, phone, written, status, label, String(attempts), endReason, error, callId],
    endedAt?.toISOString() ?? null,
  ];
}
