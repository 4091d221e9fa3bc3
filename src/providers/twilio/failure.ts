/** The one error of everything that can go wrong between us and Twilio's API, reduced to what a decision needs. */

/**
 * `not_sent`: the connection never came about, so Twilio has seen nothing; `refused`: Twilio said no and did
 * nothing; `uncertain`: the request left and no readable yes or no came back, so it may have been done.
 */
export type FailureKind = 'not_sent' | 'refused' | 'uncertain';

export interface FailureDetails {
  readonly kind: FailureKind;
  /** Twilio's code (`21610`), or `http_503` or a system code (`ECONNRESET`) where Twilio gave none. */
  readonly code: string;
  /** What Twilio's `Retry-After` header asked for, milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Its message may be logged and stored: it never holds credentials or a text's words. */
export class TwilioFailure extends Error {
  override readonly name = 'TwilioFailure';
  readonly kind: FailureKind;
  readonly code: string;
  readonly retryAfterMs: number | null;

  constructor(message: string, details: FailureDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind;
    this.code = details.code;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** What was thrown, as a `TwilioFailure`. Anything else is a bug of ours and is thrown on. */
export function failureOf(error: unknown): TwilioFailure {
  if (error instanceof TwilioFailure) return error;
  throw error;
}
