/** How a failure of the payment provider tells whether another try is worth it, without the room knowing the provider. */

/** What a provider's errors carry. An error without it is a bug, not a failure of the world. */
export interface ProviderFailure extends Error {
  readonly isRetryable: boolean;
  /** The provider's own word for it. */
  readonly code: string;
}

/** Is this the world saying no (rather than a bug of ours)? */
export function isProviderFailure(error: unknown): error is ProviderFailure {
  if (!(error instanceof Error) || !('isRetryable' in error) || !('code' in error)) return false;
  return typeof error.isRetryable === 'boolean' && typeof error.code === 'string';
}

/** Is it worth another try? False for bugs, too. */
export function isRetryable(error: unknown): boolean {
  return isProviderFailure(error) && error.isRetryable;
}
