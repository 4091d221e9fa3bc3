/**
 * Spans of work. While nobody collects traces, the work is simply called: no span, no context, no allocation.
 * Attributes never hold phone numbers or words of a text.
 */
import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { parseTraceParent, toTraceParent } from './trace-parent.ts';

export type { Span };

export interface SpanOptions {
  readonly kind?: keyof typeof SpanKind;
  readonly attributes?: Attributes;
}

let isCollected = false;

/** Called when collecting begins and ends (`open.ts`). */
export function setCollected(is: boolean): void {
  isCollected = is;
}

/** Does somebody collect traces? */
export function isTracing(): boolean {
  return isCollected;
}

/** Runs the work as a span under the one that is active. The work gets its span, or null while nobody collects. */
export function inSpan<Result>(
  name: string,
  { kind = 'INTERNAL', attributes = {} }: SpanOptions,
  work: (span: Span | null) => Promise<Result>,
): Promise<Result> {
  if (!isCollected) return work(null);
  return trace
    .getTracer('jobrun')
    .startActiveSpan(name, { kind: SpanKind[kind], attributes }, async (span) => {
      try {
        return await work(span);
      } catch (error) {
        span.setStatus({
          code: SpanStatusCode.ERROR,
          message: error instanceof Error ? error.name : 'thrown',
        });
        throw error;
      } finally {
        span.end();
      }
    });
}

/** The place of the active span, to be stored beside a promise; null when there is none that is recorded. */
export function activeTraceParent(): string | null {
  if (!isCollected) return null;
  const span = trace.getActiveSpan();
  return span?.isRecording() ? toTraceParent(span.spanContext()) : null;
}

/** Runs the work where a stored place left off. */
export function underTrace<Result>(traceParent: string | null, work: () => Promise<Result>): Promise<Result> {
  const place = isCollected && traceParent !== null ? parseTraceParent(traceParent) : null;
  return place ? context.with(trace.setSpanContext(context.active(), place), work) : work();
}
