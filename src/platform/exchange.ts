/** One HTTP exchange with a provider, as it is kept for a week: what providers hand over, without knowing who keeps it. */
import { maskSecrets } from './mask-secrets.ts';

export interface Exchange {
  readonly provider: 'twilio' | 'stripe' | 'elevenlabs';
  /** Our promise that it was about, where the request says so. */
  readonly promiseId: string | null;
  /** Whom it was about, where the provider can tell; unset: whose promise it was. */
  readonly orgId?: string | null;
  readonly method: string;
  /** Without host and query. */
  readonly path: string;
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly request: unknown;
  readonly response: unknown;
  readonly at: Date;
}

/** Returns at once and never throws: the log of the wire must not delay or fail what it is about. */
export type RecordExchange = (exchange: Exchange) => void;

/** 4,000 characters: a message resource of Twilio has some 1,200. */
const LONGEST_BODY = 4_000;

/** A body as it may be stored: without credentials, and not longer than anybody reads. */
export function redactedBody(body: unknown): unknown {
  if (body === undefined || body === null) return null;
  const text = maskSecrets(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
  if (text.length > LONGEST_BODY) return { truncated: text.slice(0, LONGEST_BODY) };
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: kept as the text that it is.
    return text;
  }
}
