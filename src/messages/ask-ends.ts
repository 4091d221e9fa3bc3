/**
 * Asks the carrier about texts that it took and whose end nobody told: a lost callback, a door that was closed for too
 * long. Each is asked about once; where the carrier does not know an end either, the text stays `unconfirmed`.
 */
import type { Advance, Delivery } from '../inbox/delivery.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import type { Log } from '../platform/log.ts';
import type { StatusOutcome, TextCarrier } from './port.ts';
import { rankOf } from './rank.ts';

export interface AskTools {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Log;
  readonly advance: Advance;
  readonly texts: TextCarrier;
}

/** 1 h: receipts come within seconds; Twilio tries a callback again for minutes, a switched-off phone takes longer. */
const UNTOLD_FOR_MS = 60 * 60_000;
/**
 * 10 minutes: so long a text is left to the node that took it upon itself to ask. A node that died with it, or that got
 * no answer, holds it no longer than that. Asking twice is harmless, because the answer is a receipt like any other.
 */
const ASK_AGAIN_MS = 10 * 60_000;
/** 20 at a time, all at once: after an hour without callbacks a busy number has 36,000 to be asked about. */
const AT_ONCE = 20;

interface Untold {
  readonly id: string;
  readonly provider_id: string;
}

/** Resolves to how many were asked about. Ends early when the carrier is away; those texts are asked about later. */
export async function askAboutEnds(tools: AskTools, stopping: AbortSignal): Promise<number> {
  let asked = 0;
  while (!stopping.aborted) {
    const untold = await claimUntold(tools);
    const outcomes = await Promise.all(untold.map((text) => askAbout(text, tools)));
    asked += untold.length;
    const unanswered = outcomes.find((outcome) => outcome.kind === 'unknown');
    if (unanswered) {
      tools.log.warn({ reason: unanswered.reason }, 'twilio.messaging status not told');
      break;
    }
    if (untold.length < AT_ONCE) break;
  }
  return asked;
}

/** Any number of nodes may do it at once: what one is just taking is skipped, and what it took is marked. */
async function claimUntold({ sql, clock }: AskTools): Promise<readonly Untold[]> {
  const now = clock.now().getTime();
  return await sql<Untold[]>`
    UPDATE messages m SET asked_at = ${new Date(now)} FROM (
      SELECT id FROM messages
      WHERE direction = 'outbound' AND ended_at IS NULL AND created_at <= ${new Date(now - UNTOLD_FOR_MS)}
        AND sent_at <= ${new Date(now - UNTOLD_FOR_MS)} AND provider_id IS NOT NULL
        AND (asked_at IS NULL OR asked_at <= ${new Date(now - ASK_AGAIN_MS)})
      ORDER BY created_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
    ) untold WHERE m.id = untold.id RETURNING m.id, m.provider_id`;
}

async function askAbout(text: Untold, tools: AskTools): Promise<StatusOutcome> {
  const outcome = await tools.texts.textStatus(text.provider_id);
  if (outcome.kind === 'unknown') return outcome;
  if (outcome.kind === 'told' && rankOf(outcome.status) === rankOf('delivered')) {
    await tools.advance(receiptOf(text, outcome, tools.clock.now()));
  }
  // Also after a receipt: one that must wait as a pending delivery moves the row later, and nobody asks again.
  await leaveUnconfirmed(text, tools);
  return outcome;
}

/** The same delivery as the callback would have been, so that it counts once if that comes after all. */
function receiptOf(
  { id, provider_id }: Untold,
  told: Extract<StatusOutcome, { kind: 'told' }>,
  now: Date,
): Delivery {
  return {
    provider: 'twilio',
    providerEventId: `status:${provider_id}:${told.status}`,
    ourNumber: 'receipt',
    theirNumber: provider_id,
    isTextable: false,
    occurrence: {
      kind: 'receipt',
      promiseId: id,
      providerId: provider_id,
      status: told.status,
      errorCode: told.errorCode,
    },
    receivedAt: now,
    // What the door answers to a receipt: a callback that comes after all is answered with it, as a duplicate.
    answer: () => '<Response/>',
  };
}

/** Its rank is that of `sent`, so an end that is told later still counts. */
async function leaveUnconfirmed({ id }: Untold, { sql, clock, log }: AskTools): Promise<void> {
  const rows = await sql<{ org_id: string | null }[]>`
    UPDATE messages SET status = 'unconfirmed', ended_at = ${clock.now()}
    WHERE id = ${id} AND ended_at IS NULL RETURNING org_id`;
  for (const { org_id: orgId } of rows) {
    log.info({ messageId: id, orgId, decision: 'unconfirmed' }, 'twilio.messaging');
  }
}
