/** The load generator: signed texts over kept-alive connections, one answer awaited before the next text. */
import { Agent, request } from 'node:http';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { ONBOARDING_NUMBER, OWNERS, phoneOf } from './owners.ts';

export interface LoadOptions {
  readonly serviceUrl: string;
  readonly authToken: string;
  readonly webhookToken: string;
  readonly connections: number;
  readonly texts: number;
  /** Makes the ids of this run different from those of every other. */
  readonly run: string;
}

export interface LoadResult {
  readonly perSecond: number;
  /** One latency a text, in milliseconds. */
  readonly latenciesMs: readonly number[];
}

/** Signing is the network's work, not the service's, so it is done before the clock starts. */
export async function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const path = `/api/twilio/sms?webhook_token=${options.webhookToken}`;
  const prepared = Array.from({ length: options.texts }, (_, n) => prepare(n, path, options));
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const latenciesMs: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      for (let text = prepared[next++]; text; text = prepared[next++]) {
        const sentAt = performance.now();
        const status = await post(agent, options.serviceUrl, path, text);
        if (status !== 200) throw new Error(`a text was answered ${status}`);
        latenciesMs.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return { perSecond: options.texts / seconds, latenciesMs };
}

interface PreparedText {
  readonly body: string;
  readonly signature: string;
}

function prepare(n: number, path: string, { serviceUrl, authToken, run }: LoadOptions): PreparedText {
  const round = Math.floor(n / OWNERS);
  const fields: Record<string, string> = {
    MessageSid: `SM${run}${String(n).padStart(26, '0')}`,
    AccountSid: 'AC00000000000000000000000000000001',
    From: phoneOf(n % OWNERS),
    To: ONBOARDING_NUMBER,
    Body: round % 2 === 0 ? 'BACK' : 'SMS',
    NumMedia: '0',
    NumSegments: '1',
    FromCountry: 'GB',
    ToCountry: 'GB',
    ApiVersion: '2010-04-01',
  };
  return {
    body: new URLSearchParams(fields).toString(),
    signature: getExpectedTwilioSignature(authToken, `${serviceUrl}${path}`, fields),
  };
}

function post(agent: Agent, serviceUrl: string, path: string, text: PreparedText): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${serviceUrl}${path}`,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(text.body),
          'x-twilio-signature': text.signature,
        },
      },
      (incoming) => {
        incoming.resume();
        incoming.on('end', () => resolve(incoming.statusCode ?? 0));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text.body);
  });
}
