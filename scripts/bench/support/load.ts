/** The load generator: signed webhooks over kept-alive connections, one answer awaited before the next. */
import { Agent, request } from 'node:http';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

export interface LoadOptions {
  readonly serviceUrl: string;
  /** What is signed. */
  readonly publicBaseUrl: string;
  readonly authToken: string;
  readonly webhookToken: string;
  /** `/api/twilio/sms` … */
  readonly door: string;
  readonly connections: number;
  readonly forms: readonly Readonly<Record<string, string>>[];
}

export interface LoadResult {
  readonly perSecond: number;
  /** One latency a webhook, in milliseconds. */
  readonly latenciesMs: readonly number[];
  /** When the first was sent (`performance.now()`). */
  readonly startedAt: number;
}

interface Prepared {
  readonly body: string;
  readonly signature: string;
}

/** Signing is the network's work, not the service's, so it is done before the clock starts. */
export async function sendForms(options: LoadOptions): Promise<LoadResult> {
  const path = `${options.door}?webhook_token=${options.webhookToken}`;
  const url = `${options.serviceUrl}${path}`;
  const prepared = options.forms.map(
    (fields): Prepared => ({
      body: new URLSearchParams(fields).toString(),
      signature: getExpectedTwilioSignature(options.authToken, `${options.publicBaseUrl}${path}`, fields),
    }),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const latenciesMs: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      for (let one = prepared[next++]; one; one = prepared[next++]) {
        const sentAt = performance.now();
        const status = await post(agent, url, one);
        if (status !== 200) throw new Error(`a webhook was answered ${status}`);
        latenciesMs.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return { perSecond: options.forms.length / seconds, latenciesMs, startedAt };
}

function post(agent: Agent, url: string, { body, signature }: Prepared): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      'x-twilio-signature': signature,
    };
    const outgoing = request(url, { agent, method: 'POST', headers }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
