/**
 * The HTTP side of the official client. Its own errors lose the `Retry-After` header, cannot tell a refused
 * connection from a lost answer, and carry our credentials in axios' `config`; this replaces them by one clean error.
 */
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import { z } from 'zod';
import type { RecordExchange } from '../../platform/exchange.ts';
import { inSpan, type Span } from '../../platform/tracing/index.ts';
import { TwilioFailure } from './failure.ts';

/** 10 s: Twilio answers in well under one; what takes longer is looked for instead of waited for. */
const REQUEST_TIMEOUT_MS = 10_000;
/** More than enough for 10 segments a second from each of a few hundred numbers; the default of 20 queues bursts. */
const MAX_SOCKETS = 50;
/** One hour: a `Retry-After` beyond it is a mistake of somebody's. */
const LONGEST_RETRY_AFTER_S = 3600;

export interface TransportOptions {
  readonly timeoutMs?: number;
  /** Keeps what was said on the wire. */
  readonly record?: RecordExchange;
}

export class Transport extends twilio.RequestClient {
  readonly #record: RecordExchange | undefined;

  constructor({ timeoutMs = REQUEST_TIMEOUT_MS, record }: TransportOptions = {}) {
    super({ timeout: timeoutMs, keepAlive: true, maxSockets: MAX_SOCKETS, autoRetry: false });
    this.#record = record;
  }

  /** Resolves with a 2xx answer whose body is a JSON object; rejects with a `TwilioFailure` in every other case. */
  override request<Body>(options: RequestClient.RequestOptions<Body>) {
    const method = options.method.toUpperCase();
    return inSpan(
      `twilio ${method}`,
      { kind: 'CLIENT', attributes: { 'http.request.method': method } },
      (span) => this.#exchange(options, span),
    );
  }

  async #exchange<Body>(options: RequestClient.RequestOptions<Body>, span: Span | null) {
    const [at, startedMs] = [new Date(), performance.now()];
    const record = (status: number | null, response: unknown) =>
      this.#record?.({
        ...{ provider: 'twilio', ...requestOf(options), status, response, at },
        durationMs: performance.now() - startedMs,
      });
    const response = await super.request<Body>(options).catch((error: unknown) => {
      const failure = unanswered(options, error);
      record(null, { failure: failure.message });
      throw failure;
    });
    const { statusCode } = response;
    span?.setAttribute('http.response.status_code', statusCode);
    record(statusCode, response.body);
    if (statusCode < 200 || statusCode >= 300) throw refusal(statusCode, response.body, response.headers);
    if (statusCode !== 204 && !isObject(response.body)) {
      throw new TwilioFailure(`Twilio answered ${statusCode} with a body that is not a JSON object`, {
        kind: 'uncertain',
        code: `http_${statusCode}`,
      });
    }
    return response;
  }
}

/** The method, path and form of a request; the header with our credentials is not looked at. */
function requestOf({ method, uri, data }: RequestClient.RequestOptions) {
  const callback = z.object({ StatusCallback: z.url() }).safeParse(data);
  const promise = callback.success ? new URL(callback.data.StatusCallback).searchParams.get('promise') : null;
  const path = URL.canParse(uri) ? new URL(uri).pathname : uri;
  return { method: method.toUpperCase(), path, request: data ?? null, promiseId: promise };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const errorBody = z.object({ code: z.coerce.number().int().positive(), message: z.string().catch('') });

/** 4xx was refused before anything was done; 5xx, 408 and what we do not understand may have been done. */
function refusal(status: number, body: unknown, headers: unknown): TwilioFailure {
  const parsed = errorBody.safeParse(body);
  const code = parsed.success ? String(parsed.data.code) : `http_${status}`;
  const words = parsed.success ? parsed.data.message.slice(0, 300) : 'no readable error';
  const retryAfterMs = retryAfter(headers);
  return new TwilioFailure(`Twilio answered ${status}: ${words} (${code})`, {
    kind: status >= 400 && status < 500 && status !== 408 ? 'refused' : 'uncertain',
    code,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

/** Whole seconds, as Twilio writes it; the header's other form (an HTTP date) is not used by Twilio and is ignored. */
function retryAfter(headers: unknown): number | null {
  const parsed = z.object({ 'retry-after': z.coerce.number().nonnegative() }).safeParse(headers);
  return parsed.success ? Math.min(parsed.data['retry-after'], LONGEST_RETRY_AFTER_S) * 1000 : null;
}

/** System calls that come before the first byte: a failure in one of them means that nothing was sent. */
const BEFORE_SENDING = new Set(['connect', 'getaddrinfo']);
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const systemError = z.object({ code: z.string().optional(), syscall: z.string().optional() });

/** `error.cause` (the system's own error) is kept; axios' error is dropped because its `config` holds the auth token. */
function unanswered(options: RequestClient.RequestOptions, error: unknown): TwilioFailure {
  const cause = error instanceof Error ? error.cause : undefined;
  const outer = systemError.catch({}).parse(error);
  const inner = systemError.catch({}).parse(cause);
  const code = inner.code ?? outer.code ?? 'no_answer';
  const isBeforeSending = NEVER_CONNECTED.has(code) || BEFORE_SENDING.has(inner.syscall ?? '');
  return new TwilioFailure(`No answer from Twilio to ${options.method.toUpperCase()} (${code})`, {
    kind: isBeforeSending ? 'not_sent' : 'uncertain',
    code,
    cause,
  });
}
