/** Makes and delivers one Twilio webhook: form fields, signature and the headers that Twilio sends. */
import { randomUUID } from 'node:crypto';
import type { WebhookKind, WebhookRecord } from '../journal.ts';
import type { World } from '../world.ts';
import { retryRuleIn } from './overrides.ts';
import { twilioSignature } from './signature.ts';

export interface TwilioWebhook {
  readonly kind: WebhookKind;
  /** As configured: may carry a fragment with connection overrides, and `user:password@`. */
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly fields: Readonly<Record<string, string>>;
}

export async function callTwilioWebhook(world: World, webhook: TwilioWebhook): Promise<WebhookRecord> {
  const { kind, method, fields } = webhook;
  const form = new URLSearchParams(fields).toString();
  const { plain, authorization } = withoutSecrets(webhook.url);
  const url = method === 'POST' || form === '' ? plain : `${plain}${plain.includes('?') ? '&' : '?'}${form}`;
  const token = randomUUID();
  const signature = twilioSignature(world.settings.twilio.authToken, url, method === 'POST' ? fields : {});
  return world.deliver({
    kind,
    method,
    url,
    fields,
    body: method === 'POST' ? form : '',
    retry: retryRuleIn(webhook.url),
    lie: world.lies.aboutWebhook({ kind, url, fields, token }),
    headers: () => ({
      accept: '*/*',
      'user-agent': 'TwilioProxy/1.1',
      'x-twilio-signature': signature,
      'i-twilio-idempotency-token': token,
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
      ...(authorization ? { authorization } : {}),
    }),
  });
}

/** The fragment and `user:password@` are for Twilio's own use and are never signed. */
function withoutSecrets(configured: string): { plain: string; authorization: string | null } {
  const plain = configured.split('#')[0] ?? '';
  const match = /^(https?:\/\/)([^/?@]*)@(.*)$/.exec(plain);
  if (!match) return { plain, authorization: null };
  const credentials = decodeURIComponent(match[2] ?? '');
  return {
    plain: `${match[1]}${match[3]}`,
    authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}
