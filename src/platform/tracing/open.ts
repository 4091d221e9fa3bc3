/**
 * Begins to collect traces and to send them over OTLP/HTTP. The SDK is loaded only here, so a node that is not traced
 * does not carry it (7 MB).
 */
import { context, trace } from '@opentelemetry/api';
import { asyncContext } from './async-context.ts';
import { setCollected } from './span.ts';

export interface TracingOptions {
  /** The collector, as OTEL_EXPORTER_OTLP_ENDPOINT has it: `/v1/traces` is added. */
  readonly endpoint: string;
  /** Sent with every export, such as a collector's key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly environment: string;
}

/** 1 s: an operator who follows a text wants to see it soon. */
const EXPORT_EVERY_MS = 1_000;
/** 5 s: a collector that is away must not hold up a shutdown. */
const EXPORT_TIMEOUT_MS = 5_000;

/** Resolves to what ends it: the spans that wait are sent, or given up after the time-out. */
export async function openTracing(options: TracingOptions): Promise<() => Promise<void>> {
  const [{ BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...options.headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'deployment.environment.name': options.environment,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: EXPORT_EVERY_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  context.setGlobalContextManager(asyncContext());
  trace.setGlobalTracerProvider(provider);
  setCollected(true);
  return async () => {
    setCollected(false);
    await provider.shutdown();
    trace.disable();
    context.disable();
  };
}
