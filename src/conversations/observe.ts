/** Counts and times what the engine does with deliveries. */
import type { Delivery, Handled } from '../inbox/delivery.ts';
import { observeReceipt } from '../outbox/observe.ts';
import { inboundEvents, messageMoves } from '../platform/metrics/index.ts';
import { activeTraceParent, inSpan, isTracing } from '../platform/tracing/index.ts';

type Handle = (delivery: Delivery) => Promise<Handled>;

/** The engine's verb with a count, and with a span that whatever the delivery promises goes on from. */
export function observed(handle: Handle): Handle {
  return async (delivery) => {
    const handled = await (isTracing() ? traced(handle, delivery) : handle(delivery));
    const { occurrence } = delivery;
    inboundEvents.inc({ kind: occurrence.kind, outcome: handled.outcome });
    if (handled.outcome === 'duplicate') return handled;
    if (occurrence.kind === 'text') messageMoves.inc({ direction: 'inbound', status: 'received' });
    if (occurrence.kind === 'receipt') observeReceipt(occurrence.status, occurrence.errorCode);
    return handled;
  };
}

function traced(handle: Handle, delivery: Delivery): Promise<Handled> {
  return inSpan(`advance ${delivery.occurrence.kind}`, {}, async (span) => {
    const traceParent = activeTraceParent();
    const handled = await handle(traceParent === null ? delivery : { ...delivery, traceParent });
    span?.setAttribute('jobrun.outcome', handled.outcome);
    return handled;
  });
}
