/** Outbound calls: asked for, weighed, dialled by a voice agent, understood, and what follows from them; one by one or in batches. */
export { addRecipients, NotImportingError } from './add-recipients.ts';
export { askForCallback } from './ask-for-callback.ts';
export { batchProblems } from './batch-problems.ts';
export { batchProgress, batchResults, type ProgressOutcome } from './batch-progress.ts';
export { batchRecipients, type Recipient } from './batch-recipients.ts';
export { callAgain } from './call-again.ts';
export type * from './call-standing.ts';
export { createBatch } from './create-batch.ts';
export { type DeliverOutcome, deliverReport } from './deliver-report.ts';
export { type CancelOutcome, cancelBatch, completeBatches } from './end-batches.ts';
export { closeFollowUp, runFollowUps, scheduleFollowUp } from './follow-ups.ts';
export { abandonImports, BROKEN_OFF, giveUpImport, whileImporting } from './give-up-import.ts';
export { type LastLook, lastLook } from './last-look.ts';
export { paceCalls } from './pace.ts';
export * from './port.ts';
export { putOffCall } from './put-off-call.ts';
export { readCall } from './read-calls.ts';
export { recordToolCall } from './record-tool-call.ts';
export { type InboundOutcome, refuseInboundCall } from './refuse-inbound-call.ts';
export { requestCall } from './request-call.ts';
export { type RetryOutcome, retryBatch } from './retry-batch.ts';
export { saveCall } from './save-call.ts';
export { queueBatches, type StartOutcome, startBatch } from './start-batch.ts';
export { stopCalling } from './stop-calling.ts';
export { type TakeOutcome, takeCall } from './take-call.ts';
export { matchNews, takeNews } from './take-news.ts';
export { mayCallAtAll, type OutboundTerms } from './terms.ts';
export type * from './types.ts';
export {
  type Added,
  addAgent,
  clearDefaultAgent,
  listAgents,
  type Removed,
  removeAgent,
  setDefaultAgent,
} from './voice-agents.ts';
export type * from './webhook-news.ts';
