/** Waits for a condition instead of sleeping: `await until(() => rows.length > 0)`. */
import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  /** 10 s: a condition is met within milliseconds; this leaves room for a loaded machine. */
  readonly timeoutMs?: number;
  /** What is waited for, for the error. */
  readonly what?: string;
}

type Answer<Value> = Value | null | undefined | false;

/** Resolves with the first answer that is something; rejects when none came in time. */
export async function until<Value>(
  condition: () => Answer<Value> | Promise<Answer<Value>>,
  { timeoutMs = 10_000, what = String(condition) }: UntilOptions = {},
): Promise<Value> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(10);
  }
}
