/** A call that somebody made to an agent, where no such calls are taken: written down as refused, and its line ended. */
import type { HangUpOutcome, InboundCall, WebhookNews } from '../../../outbound/index.ts';
import type { Log } from '../../../platform/log.ts';

export interface InboundRefusal {
  readonly log: Log;
  /** `PHONE_INBOUND_ENABLED`. */
  readonly isInboundEnabled: boolean;
  /** Writes the row `inbound_disabled_v1`, once; what comes later does not change it. */
  readonly refuseInboundCall: (call: InboundCall) => Promise<{ readonly kind: string }>;
  /** Ends the telephone's leg. */
  readonly hangUp: (callSid: string) => Promise<HangUpOutcome>;
}

/** Resolves with what became of it. A line that could not be ended is logged: the row says all the same that it was refused. */
export async function refuseInbound(
  { log, isInboundEnabled, refuseInboundCall, hangUp }: InboundRefusal,
  news: Exclude<WebhookNews, { kind: 'passed_over' }>,
): Promise<string> {
  if (isInboundEnabled) return 'ignored';
  const { callSid, ourNumber, theirNumber } = news.ends;
  const conversationId = news.kind === 'report' ? news.report.conversationId : news.conversationId;
  const refused = await refuseInboundCall({
    conversationId,
    callSid,
    ourNumber: ourNumber ?? '',
    caller: theirNumber ?? 'anonymous',
  });
  // What has ended already needs no end.
  if (news.eventType !== 'conversation.started' || !callSid) return refused.kind;
  const ended = await hangUp(callSid);
  if (ended.kind === 'retry' || ended.kind === 'refused') {
    log.error({ callSid, reason: ended.reason }, 'elevenlabs.inbound not ended');
  }
  return refused.kind;
}
