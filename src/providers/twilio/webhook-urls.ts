/** The URLs that Twilio is given to call us by. One writer, so that the doors and the numbers agree (ruling X1). */
import type { CallUrls } from '../../calls/port.ts';
import type { NumberWebhooks } from '../../numbers/port.ts';

export interface WebhookUrlOptions {
  readonly publicBaseUrl: string;
  /** The shared token beside the signature; during a rotation, the new one. */
  readonly webhookToken?: string | undefined;
}

export interface WebhookUrls {
  /** What a number is set up with. */
  readonly number: NumberWebhooks;
  /** Where the receipts of one text go; our own id of the promise lets them be matched before the create's answer. */
  readonly receipts: (promiseId: string) => string;
  /** What the TwiML of a call leads to. */
  readonly calls: CallUrls;
}

/**
 * Twilio tries a webhook once more only when the connection failed; this asks for three more tries whatever went
 * wrong, 4xx and 5xx and time-outs included (Twilio docs, "Webhooks: connection overrides"). It is not signed.
 */
const RETRIES = 'rc=3&rp=all';

/** Stands for the token until a document leaves; no token can be it, because a parameter encodes its brackets. */
const TOKEN_GOES_HERE = '[token]';

export function createWebhookUrls({ publicBaseUrl, webhookToken }: WebhookUrlOptions): WebhookUrls {
  const url = (path: string, query: Readonly<Record<string, string>> = {}) => {
    const parameters = new URLSearchParams(query);
    if (webhookToken) parameters.set('webhook_token', webhookToken);
    const search = parameters.size > 0 ? `?${parameters}` : '';
    return `${publicBaseUrl.replace(/\/+$/, '')}${path}${search}#${RETRIES}`;
  };
  const unsealed = (path: string, query: Readonly<Record<string, string>> = {}) => {
    const parameters = new URLSearchParams(query);
    const token = webhookToken ? [`webhook_token=${TOKEN_GOES_HERE}`] : [];
    const search = [...(parameters.size > 0 ? [String(parameters)] : []), ...token].join('&');
    return `${publicBaseUrl.replace(/\/+$/, '')}${path}${search && `?${search}`}#${RETRIES}`;
  };
  return {
    calls: {
      reports: ({ ourNumber, caller }) => unsealed('/api/twilio/status', { our: ourNumber, caller }),
      whisper: unsealed('/api/twilio/whisper'),
      sealed: (document) =>
        document.replaceAll(
          `webhook_token=${TOKEN_GOES_HERE}`,
          `webhook_token=${encodeURIComponent(webhookToken ?? '')}`,
        ),
    },
    number: {
      smsUrl: url('/api/twilio/sms'),
      voiceUrl: url('/api/twilio/voice'),
      statusCallback: url('/api/twilio/status'),
    },
    receipts: (promiseId) => url('/api/twilio/status', { promise: promiseId }),
  };
}
