/**
 * News of a call from outside: delivered, or kept while the call is not known. A phone that is busy is told of sooner
 * than the answer to the dialling is stored, and such news carry no id of ours.
 */
import { closeUnmatched, type Delivery, keepUnmatched, listUnmatched } from '../inbox/index.ts';
import { type DeliverOutcome, deliverReport } from './deliver-report.ts';
import type { CallNews, OutboundTools } from './types.ts';

/** 5 min: the answer to a dialling is stored within seconds; other agents of the same account are never known here. */
const KEPT_MS = 5 * 60_000;
/** 100 a round: the next round is a second away. */
const ROUND = 100;
const LANE = 'elevenlabs>';

export async function takeNews(tools: OutboundTools, news: CallNews): Promise<DeliverOutcome | 'kept'> {
  const outcome = await deliverReport(tools, news);
  if (outcome !== 'unknown_call') return outcome;
  await keepUnmatched(tools.sql, unmatched(news), tools.newId());
  return 'kept';
}

/** Delivers what was kept and is known by now. Resolves to how many that were. */
export async function matchNews(tools: OutboundTools): Promise<number> {
  const { sql, clock } = tools;
  let matched = 0;
  for (const { id, delivery } of await listUnmatched(sql, LANE, ROUND)) {
    const news = newsOf(delivery);
    const outcome = news ? await deliverReport(tools, news) : 'ignored';
    const isTooOld = clock.now().getTime() - delivery.receivedAt.getTime() > KEPT_MS;
    if (outcome === 'unknown_call' && !isTooOld) continue;
    await closeUnmatched(sql, id, outcome);
    if (outcome === 'delivered') matched += 1;
  }
  return matched;
}

function unmatched({ eventId, report, receivedAt }: CallNews): Delivery {
  return {
    provider: 'elevenlabs',
    // Not the news' own id: by that one it is delivered later.
    providerEventId: `kept:${eventId}`,
    ourNumber: 'elevenlabs',
    theirNumber: report.conversationId,
    isTextable: false,
    occurrence: {
      kind: 'machine',
      machine: 'call-outcome',
      event: { type: 'CALL_REPORTED', callId: '', report },
    },
    receivedAt,
    answer: () => '',
  };
}

/** Null for what is not ours, though it lies in the same lane. */
function newsOf({ providerEventId, occurrence, receivedAt }: Delivery): CallNews | null {
  if (occurrence.kind !== 'machine' || !('report' in occurrence.event)) return null;
  // Written by `unmatched` and by nobody else.
  const report = occurrence.event.report as CallNews['report'];
  return { eventId: providerEventId.replace(/^kept:/, ''), report, receivedAt };
}
