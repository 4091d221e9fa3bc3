/** A place in a trace as one line, `00-<trace>-<span>-<flags>` (W3C Trace Context, "traceparent header"). Pure. */
import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

const VERSION_0 = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export function toTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Null for what is not such a line, or names nothing. */
export function parseTraceParent(line: string): SpanContext | null {
  const [, traceId = '', spanId = '', flags = ''] = VERSION_0.exec(line) ?? [];
  const place = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(place) ? place : null;
}
