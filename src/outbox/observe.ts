/** Counts what became of attempts to keep promises. */
import { isStatus } from '../messages/index.ts';
import {
  boundedLabel,
  consentRefusals,
  messageMoves,
  promisesKept,
  providerErrors,
} from '../platform/metrics/index.ts';
import type { Claimed } from './claim.ts';
import type { Kept } from './keepers.ts';

const codeLabel = boundedLabel();

/** Who is asked for the sake of which kind of promise; the others reach no provider. */
const PROVIDERS: Readonly<Record<string, string>> = {
  sendText: 'twilio',
  placeTestCall: 'twilio',
  placeAgentCall: 'elevenlabs',
  askAboutCall: 'elevenlabs',
  refetchSubscription: 'stripe',
  tellAlert: 'alert-webhook',
};

export function observeAttempt({ kind }: Claimed, outcome: Kept): void {
  promisesKept.inc({ kind, outcome: outcome.kind });
  if (outcome.kind === 'suppressed') consentRefusals.inc({ kind });
  if (outcome.kind === 'retry' || outcome.kind === 'final') {
    providerErrors.inc({ provider: PROVIDERS[kind] ?? 'none', code: codeLabel(outcome.code) });
  }
  if (outcome.kind === 'unknown') {
    providerErrors.inc({ provider: PROVIDERS[kind] ?? 'none', code: 'no_answer' });
  }
  if (outcome.kind === 'kept' && outcome.status !== undefined) {
    messageMoves.inc({
      direction: 'outbound',
      status: isStatus(outcome.status) ? outcome.status : 'other',
    });
  }
}

/** A code that came in a receipt, long after its text was accepted. */
export function observeReceipt(status: string, errorCode: string | null): void {
  messageMoves.inc({ direction: 'outbound', status: isStatus(status) ? status : 'other' });
  if (errorCode !== null) providerErrors.inc({ provider: 'twilio', code: codeLabel(errorCode) });
}
