/** The one error of everything that can go wrong between us and ElevenLabs, reduced to what a decision needs. */

/**
 * `not_sent`: the connection never came about; `refused`: ElevenLabs said no and did nothing; `uncertain`: the request
 * left and no readable yes or no came back, so it may have been done.
 */
export type FailureKind = 'not_sent' | 'refused' | 'uncertain';

export interface FailureDetails {
  readonly kind: FailureKind;
  /** Their word (`invalid_api_key`), else `http_503` or a system code (`ECONNRESET`). */
  readonly code: string;
  /** Null: there was no answer. */
  readonly status: number | null;
  /** What the `Retry-After` header asked for, milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Its message may be logged and stored: it never holds the key, nor a word of a conversation. */
export class ElevenLabsFailure extends Error {
  override readonly name = 'ElevenLabsFailure';
  readonly kind: FailureKind;
  readonly code: string;
  readonly status: number | null;
  readonly retryAfterMs: number | null;

  constructor(message: string, details: FailureDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind;
    this.code = details.code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** What was thrown, as an `ElevenLabsFailure`. Anything else is a bug of ours and is thrown on. */
export function failureOf(error: unknown): ElevenLabsFailure {
  if (error instanceof ElevenLabsFailure) return error;
  throw error;
}
