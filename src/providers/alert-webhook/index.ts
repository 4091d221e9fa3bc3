/** Posts JSON to the operators' webhook; every failure is a value, and none names the address, which is a secret. */
import type { Posted, PostJson } from '../../platform/post-json.ts';

/** 10 s: a chat answers in well under one. */
const TIMEOUT_MS = 10_000;
/** One hour: a `Retry-After` beyond it is a mistake of somebody's. */
const LONGEST_RETRY_AFTER_S = 3_600;

/** A 4xx that another try cannot change is final; 408, 429, 5xx and silence are tried again. Redirects are not followed. */
export function postJsonTo(url: string, timeoutMs = TIMEOUT_MS): PostJson {
  return async (body) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      return judge(response);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'error';
      return {
        kind: 'retry',
        afterMs: 0,
        code: 'no_answer',
        reason: `the receiver did not answer (${name})`,
      };
    }
  };
}

function judge(response: Response): Posted {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'posted' };
  const refused = { code: `http_${status}`, reason: `the receiver answered ${status}` };
  const mayChange = status >= 500 || status === 408 || status === 429;
  if (!mayChange) return { kind: 'final', ...refused };
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  const afterMs = Number.isFinite(seconds)
    ? Math.min(Math.max(0, seconds), LONGEST_RETRY_AFTER_S) * 1_000
    : 0;
  return { kind: 'retry', afterMs, ...refused };
}
