/** Twilio: carries texts, places calls and rents numbers, through its official client. */
import twilio from 'twilio';
import type { CallCarrier } from '../../calls/port.ts';
import type { TextCarrier } from '../../messages/port.ts';
import type { NumberLandlord } from '../../numbers/port.ts';
import type { VoiceAgentCarrier } from '../../outbound/port.ts';
import type { RecordExchange } from '../../platform/exchange.ts';
import { findTextWith } from './find-text.ts';
import { hangUpWith } from './hang-up.ts';
import { numbersOf } from './numbers.ts';
import type { Random } from './outcome.ts';
import { placeCallWith } from './place-call.ts';
import { sendTextWith } from './send-text.ts';
import { textStatusWith } from './text-status.ts';
import { Transport } from './transport.ts';

export { type Decision, type Meaning, meaningOf, needsOperator } from '../../messages/codes.ts';
export { TwilioFailure } from './failure.ts';
export {
  createSignatureCheck,
  type FormFields,
  type SignedRequest,
  type VerifySignature,
} from './signature.ts';
export { createWebhookUrls, type WebhookUrlOptions, type WebhookUrls } from './webhook-urls.ts';

export interface TwilioOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** Another API, such as the simulator's; unset: Twilio's own. */
  readonly apiBaseUrl?: string | undefined;
  /** Where the receipts of a text go, by our id of its promise. */
  readonly callbackUrl: (promiseId: string) => string;
  /** Spreads retries; a number in [0, 1). */
  readonly random: Random;
  /** Milliseconds until an answer is given up; 10 s by default. */
  readonly timeoutMs?: number;
  /** Keeps what was said on the wire. */
  readonly record?: RecordExchange;
}

export interface TwilioAccount {
  readonly texts: TextCarrier;
  readonly calls: CallCarrier;
  readonly numbers: NumberLandlord;
  /** Ends a leg that somebody else speaks on. */
  readonly hangUp: VoiceAgentCarrier['hangUp'];
}

/** Throws at once when the credentials cannot be right. */
export function createTwilio(options: TwilioOptions): TwilioAccount {
  if (options.authToken.trim() === '') throw new Error('Twilio needs an auth token');
  const client = twilio(options.accountSid, options.authToken, {
    httpClient: new Transport({
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...(options.record ? { record: options.record } : {}),
    }),
    // Empty and not left out: the client would read TWILIO_REGION and TWILIO_EDGE from the environment.
    region: '',
    edge: '',
  });
  if (options.apiBaseUrl) client.api.baseUrl = options.apiBaseUrl;
  const { callbackUrl, random } = options;
  return {
    texts: {
      sendText: sendTextWith(client, { callbackUrl, random }),
      findText: findTextWith(client),
      textStatus: textStatusWith(client),
    },
    calls: { placeCall: placeCallWith(client, random) },
    numbers: numbersOf(client),
    hangUp: hangUpWith(client, random),
  };
}
