/** Tracing: from a webhook to what follows from it, for whoever collects with OpenTelemetry. */
export { openTracing, type TracingOptions } from './open.ts';
export { activeTraceParent, inSpan, isTracing, type Span, type SpanOptions, underTrace } from './span.ts';
