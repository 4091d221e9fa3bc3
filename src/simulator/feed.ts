/** The feed of everything that happens: the page, the tests and out-of-process players all listen here. */
import type { ApiCallRecord, WebhookRecord } from './journal.ts';
import type { PhoneCall, Text } from './network/types.ts';

export type SimulatorEvent =
  /** A text appeared on a phone, or its ticks moved. */
  | { readonly type: 'text'; readonly phone: string; readonly text: Text }
  /** A receipt: the status of a text sent by the account moved. */
  | { readonly type: 'receipt'; readonly text: Text }
  | { readonly type: 'call'; readonly phone: string; readonly call: PhoneCall }
  /** A phone came into being, or its forwarding or behaviour changed. */
  | { readonly type: 'phone'; readonly phone: string }
  | { readonly type: 'numbers' }
  | { readonly type: 'webhook'; readonly webhook: WebhookRecord }
  | { readonly type: 'api'; readonly api: ApiCallRecord }
  /** A lie was told, or the lies were changed. */
  | { readonly type: 'lies' }
  /** A checkout session, subscription or invoice changed. */
  | { readonly type: 'stripe'; readonly id: string }
  /** A conversation with a voice agent went on. */
  | { readonly type: 'elevenlabs'; readonly conversation: string };

export interface WaitOptions {
  /** Default 5000. */
  readonly timeoutMs?: number;
  /** Named in the error when the wait was in vain. */
  readonly what?: string;
}

export interface Feed {
  emit(event: SimulatorEvent): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: SimulatorEvent) => void): () => void;
  /**
   * Asks `look` now, after every event and every 10 ms (what it looks at may lie outside the simulator), until it
   * answers something that is neither undefined, null nor false. Rejects after the time-out.
   */
  waitFor<T>(look: () => T | undefined | null | false, options?: WaitOptions): Promise<T>;
}

const waitMs = 5000;
const lookAgainMs = 10;

export function createFeed(): Feed {
  const listeners = new Set<(event: SimulatorEvent) => void>();

  function subscribe(listener: (event: SimulatorEvent) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    emit(event) {
      for (const listener of [...listeners]) listener(event);
    },

    subscribe,

    waitFor(look, { timeoutMs = waitMs, what = 'the awaited condition' } = {}) {
      return new Promise((resolve, reject) => {
        const finish = () => {
          clearTimeout(timer);
          clearInterval(again);
          unsubscribe();
        };
        const check = () => {
          try {
            const found = look();
            if (found === undefined || found === null || found === false) return;
            finish();
            resolve(found);
          } catch (error) {
            finish();
            reject(error);
          }
        };
        const again = setInterval(() => check(), lookAgainMs);
        const timer = setTimeout(() => {
          finish();
          reject(new Error(`${what} did not come about within ${timeoutMs} ms`));
        }, timeoutMs);
        const unsubscribe = subscribe(check);
        check();
      });
    },
  };
}
