/**
 * The wire: one request, one answer, no retry. Plain `fetch`, because the official client brings 109 MB along and
 * tries a failed call again by itself, which rings somebody's phone twice.
 */
import { z } from 'zod';
import type { RecordExchange } from '../../platform/exchange.ts';
import { inSpan } from '../../platform/tracing/index.ts';
import { ElevenLabsFailure } from './failure.ts';

const OWN_API = 'https://api.elevenlabs.io';
/** 15 s: a call is answered once Twilio has taken it, which needs some; what takes longer is looked for. */
const REQUEST_TIMEOUT_MS = 15_000;
/**
 * 5 s for what is only read, because it may be asked again. A look for a call (4 s, and its last answers), the list of
 * numbers and the dialling end together within the 30 s for which a claimed promise is nobody else's.
 */
const READ_TIMEOUT_MS = 5_000;
/** One hour: a `Retry-After` beyond it is a mistake of somebody's. */
const LONGEST_RETRY_AFTER_S = 3_600;
/** 300 characters of somebody else's sentence are enough to know what they mean. */
const LONGEST_WORDS = 300;

export interface TransportOptions {
  readonly apiKey: string;
  /** Another API, such as the simulator's; unset: ElevenLabs' own. */
  readonly apiBaseUrl?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Keeps what was said on the wire. The key stands in a header, which is not looked at. */
  readonly record?: RecordExchange | undefined;
}

export interface Asked {
  readonly method: 'GET' | 'POST';
  /** Behind `/v1/convai`, without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Resolves with the parsed body of a 2xx answer; rejects with an `ElevenLabsFailure` in every other case. */
export type Ask = <Answer>(asked: Asked, answer: z.ZodType<Answer>) => Promise<Answer>;

export function createTransport(options: TransportOptions): Ask {
  const { apiKey, timeoutMs = REQUEST_TIMEOUT_MS, record } = options;
  const base = `${options.apiBaseUrl ?? OWN_API}/v1/convai`;
  return (asked, answer) => {
    const { method, path } = asked;
    const limitMs = method === 'GET' ? Math.min(timeoutMs, READ_TIMEOUT_MS) : timeoutMs;
    const span = { kind: 'CLIENT', attributes: { 'http.request.method': method } } as const;
    return inSpan(`elevenlabs ${method}`, span, async (open) => {
      const [at, startedMs] = [new Date(), performance.now()];
      const write = (status: number | null, response: unknown) =>
        record?.({
          ...{ provider: 'elevenlabs', promiseId: null, method, path: `/v1/convai${path}`, status, at },
          ...{ request: asked.body ?? asked.query ?? null, response },
          durationMs: performance.now() - startedMs,
        });
      try {
        const { status, headers, text } = await exchange(base, asked, { apiKey, timeoutMs: limitMs });
        open?.setAttribute('http.response.status_code', status);
        const body = jsonIn(text);
        write(status, body ?? text);
        if (status < 200 || status >= 300) throw refusal(status, body, headers);
        const parsed = answer.safeParse(body);
        if (parsed.success) return parsed.data;
        throw new ElevenLabsFailure(`ElevenLabs answered ${status} with a body that cannot be read`, {
          ...{ kind: 'uncertain', code: `http_${status}`, status },
        });
      } catch (error) {
        if (error instanceof ElevenLabsFailure) throw error;
        const failure = unanswered(asked, error);
        write(null, { failure: failure.message });
        throw failure;
      }
    });
  };
}

async function exchange(
  base: string,
  { method, path, query, body }: Asked,
  { apiKey, timeoutMs }: { apiKey: string; timeoutMs: number },
): Promise<{ status: number; headers: Headers; text: string }> {
  const search = query ? `?${new URLSearchParams(query)}` : '';
  const response = await fetch(`${base}${path}${search}`, {
    method,
    headers: {
      'xi-api-key': apiKey,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // Followed, a redirect would take the key wherever it leads.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `detail` is an object with a word, or a list of what is wrong with the body. */
const errorBody = z.union([
  z
    .object({ detail: z.object({ status: z.string(), message: z.string().catch('') }) })
    .transform(({ detail }) => ({ code: detail.status, words: detail.message })),
  z
    .object({
      detail: z.array(z.object({ loc: z.array(z.unknown()).catch([]), msg: z.string().catch('') })).min(1),
    })
    .transform(({ detail }) => ({
      code: 'unprocessable',
      words: detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '),
    })),
]);

/** 4xx was refused before anything was done; 5xx, 408 and what we do not understand may have been done. */
function refusal(status: number, body: unknown, headers: Headers): ElevenLabsFailure {
  const { code, words } = errorBody.safeParse(body).data ?? {
    code: `http_${status}`,
    words: 'no readable error',
  };
  const seconds = z.coerce
    .number()
    .nonnegative()
    .safeParse(headers.get('retry-after') ?? undefined);
  return new ElevenLabsFailure(`ElevenLabs answered ${status}: ${words.slice(0, LONGEST_WORDS)} (${code})`, {
    kind: status >= 400 && status < 500 && status !== 408 ? 'refused' : 'uncertain',
    code,
    status,
    ...(seconds.success ? { retryAfterMs: Math.min(seconds.data, LONGEST_RETRY_AFTER_S) * 1_000 } : {}),
  });
}

/** Failures in which no byte of the request has left. */
const NEVER_CONNECTED = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

const systemError = z.object({ code: z.string() });

function unanswered({ method, path }: Asked, error: unknown): ElevenLabsFailure {
  const { name, cause } = error instanceof Error ? error : { name: 'unknown', cause: undefined };
  const inner = systemError.safeParse(cause).data?.code;
  // A programming error of ours has neither; `fetch` reports everything of the net as a TypeError with a cause.
  if (inner === undefined && name !== 'TimeoutError' && !(name === 'TypeError' && cause)) throw error;
  const code = inner ?? (name === 'TimeoutError' ? 'timeout' : 'no_answer');
  return new ElevenLabsFailure(`No answer from ElevenLabs to ${method} ${path} (${code})`, {
    kind: NEVER_CONNECTED.has(code) ? 'not_sent' : 'uncertain',
    code,
    status: null,
    cause,
  });
}
