/** Takes a list of recipients in, chunk by chunk, and starts the batch. Nobody is called before the last one is in. */
import { findOwnNumber } from '../../numbers/index.ts';
import {
  addRecipients,
  type BatchRef,
  BROKEN_OFF,
  batchProblems,
  batchProgress,
  type CallTopic,
  createBatch,
  giveUpImport,
  type NewRecipient,
  startBatch,
  whileImporting,
} from '../../outbound/index.ts';
import type { Queries } from '../../platform/database/index.ts';
import { type ApiAnswer, answerRefusal, NOT_YOURS } from './answers.ts';
import { NothingMade } from './idempotent.ts';
import { FileError } from './recipients-file.ts';
import type { ApiTools } from './tools.ts';

export interface AskedBatch {
  readonly batchId: string;
  readonly orgId: string;
  readonly campaignName: string;
  readonly callType: CallTopic['callType'];
  readonly assistantId?: string | undefined;
  readonly phoneNumberId?: string | undefined;
  readonly source: 'json' | 'csv';
}

type Chunks = Iterable<readonly NewRecipient[]> | AsyncIterable<readonly NewRecipient[]>;

/** 1,000 bad rows are named in the answer, and how many more there are; all of them stand in the export. */
const MAX_NAMED = 1_000;

/** Asked again under the same id after a crash, it goes on where it was: a row is added once, and a batch started once. */
export async function importBatch(tools: ApiTools, asked: AskedBatch, chunks: Chunks): Promise<ApiAnswer> {
  const { batchId, orgId, phoneNumberId } = asked;
  const { sql, defaultCountry: country } = tools.outbound;
  const batch = { orgId, batchId };
  if (await isStarted(sql, batch)) return await answerCreated(sql, batch);
  const ourNumber =
    phoneNumberId === undefined
      ? undefined
      : await findOwnNumber(sql, { orgId, name: phoneNumberId, country });
  if (ourNumber === null) return NOT_YOURS;
  const created = await createBatch(tools.outbound, {
    ...{ batchId, orgId, ourNumber, name: asked.campaignName },
    ...{ callType: asked.callType, agentId: asked.assistantId, source: asked.source },
  });
  if (created.kind === 'refused') return answerRefusal(created.reason, 'phone');
  try {
    await whileImporting(tools.outbound, batch, () => takeIn(tools, batch, chunks));
    await startBatch(tools.outbound, batch);
    return await answerCreated(sql, batch);
  } catch (error) {
    const reason = error instanceof FileError ? error.message : BROKEN_OFF;
    if (!(await giveUpImport(tools.outbound, batch, reason))) throw error;
    if (error instanceof FileError) return { status: error.status, body: { error: error.message } };
    throw new NothingMade('the batch was given up', { cause: error });
  }
}

async function isStarted(sql: Queries, batch: BatchRef): Promise<boolean> {
  const found = await batchProgress(sql, batch);
  return found.kind === 'found' && found.progress.status !== 'importing';
}

/** The next chunk is read when this one is in the database: whoever sends faster waits. */
async function takeIn(tools: ApiTools, batch: BatchRef, chunks: Chunks): Promise<void> {
  for await (const rows of chunks) await addRecipients(tools.outbound, batch, rows);
}

async function answerCreated(sql: Queries, batch: BatchRef): Promise<ApiAnswer> {
  const [found, problems] = await Promise.all([
    batchProgress(sql, batch),
    batchProblems(sql, batch, MAX_NAMED),
  ]);
  if (found.kind !== 'found') throw new Error('the batch that was just made is not there');
  // This process stood still for so long that another one took it for dead.
  if (found.progress.status === 'failed') throw new NothingMade('the batch was given up meanwhile');
  const { name, labels: _, calls: __, ...progress } = found.progress;
  const invalidRows = problems.map(({ position, error }) => ({ row: position, error }));
  const moreInvalidRows = Math.max(0, progress.invalid + progress.duplicates - invalidRows.length);
  return {
    status: 201,
    body: { success: true, campaignName: name, ...progress, invalidRows, moreInvalidRows },
  };
}
