/** The promise to weigh a text that was not delivered: made with its receipt, kept by `weigh-failure.ts`. */
import type { ReceiptOccurrence } from '../inbox/delivery.ts';
import type { PromiseRow } from './promise.ts';

/** One lane for all: nothing in it takes longer than a few statements. */
const WEIGHING_LANE = 'undelivered';

/** Its recipient is the text itself, so that no weighing waits for another; no phone is reached by it. */
export function weighingOf(receipt: ReceiptOccurrence, id: string): PromiseRow {
  const { promiseId, providerId, status, errorCode } = receipt;
  return {
    id,
    org_id: null,
    conversation_id: null,
    machine: null,
    kind: 'weighFailure',
    lane: WEIGHING_LANE,
    recipient: promiseId ?? providerId,
    payload: { promiseId, providerId, status, errorCode },
    status: 'due',
  };
}
