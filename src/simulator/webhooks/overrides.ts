/** Twilio's connection overrides: a fragment such as `#rc=2&rp=5xx,ct` on a configured URL changes retries.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */

export type RetryReason = 'ct' | 'rt' | '4xx' | '5xx';

export interface RetryRule {
  /** Tries after the first one. */
  readonly retries: number;
  readonly reasons: ReadonlySet<RetryReason>;
  /** For the whole webhook. */
  readonly timeoutMs: number;
}

/** One retry, and only when the connection failed; Twilio gives up after 15 s. */
export const defaultRetryRule: RetryRule = { retries: 1, reasons: new Set(['ct']), timeoutMs: 15_000 };

const allReasons: readonly RetryReason[] = ['ct', 'rt', '4xx', '5xx'];

export function retryRuleIn(url: string): RetryRule {
  const at = url.indexOf('#');
  if (at === -1) return defaultRetryRule;
  const wanted = new URLSearchParams(url.slice(at + 1));
  const policy = wanted.get('rp')?.split(',');
  const timeoutMs = whole(wanted.get('tt'), { min: 100, max: 15_000 }) ?? defaultRetryRule.timeoutMs;
  const readMs = whole(wanted.get('rt'), { min: 100, max: 15_000 }) ?? timeoutMs;
  return {
    retries: whole(wanted.get('rc'), { min: 0, max: 5 }) ?? defaultRetryRule.retries,
    reasons: policy
      ? new Set(allReasons.filter((reason) => policy.includes('all') || policy.includes(reason)))
      : defaultRetryRule.reasons,
    timeoutMs: Math.min(timeoutMs, readMs),
  };
}

function whole(text: string | null, limits: { min: number; max: number }): number | null {
  if (text === null || !/^\d+$/.test(text)) return null;
  return Math.min(limits.max, Math.max(limits.min, Number(text)));
}
