/** One webhook over HTTP, once: to the first node that lets us in. Says what came back, or why nothing did. */
import type { WebhookFailure } from '../journal.ts';

export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Where it may be brought, in the order of trying. */
  readonly urls: readonly string[];
  /** Real milliseconds: the service answers in real time, however fast the network's clock runs. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Closes the connection as soon as an answer has begun, unread. */
  readonly isCut: boolean;
}

export interface WebhookAnswer {
  /** The origin that was reached, or the last that was tried. */
  readonly node: string | null;
  readonly status: number | null;
  readonly failure: WebhookFailure | null;
  /** The status of an answer that was cut off: the service gave it, nobody has read it. */
  readonly unreadStatus: number | null;
  readonly answer: string;
  readonly answerType: string;
}

const nothing = { status: null, failure: null, unreadStatus: null, answer: '', answerType: '' };

/** Never rejects because of the other side. */
export async function request(order: WebhookRequest): Promise<WebhookAnswer> {
  let refused: WebhookAnswer = { ...nothing, node: null, failure: 'connection' };
  for (const url of order.urls) {
    const node = new URL(url).origin;
    try {
      return { ...(await ask(url, order)), node };
    } catch (error) {
      refused = { ...nothing, node, failure: failureOf(error) };
      // Whoever took the connection may have done it: only who refused it is passed over.
      if (!wasRefused(error)) return refused;
    }
  }
  return refused;
}

async function ask(url: string, order: WebhookRequest): Promise<Omit<WebhookAnswer, 'node'>> {
  const { method, headers, body, timeoutMs, signal, isCut } = order;
  const scissors = new AbortController();
  const response = await fetch(url, {
    method,
    headers,
    signal: AbortSignal.any([signal, scissors.signal, AbortSignal.timeout(timeoutMs)]),
    ...(method === 'POST' ? { body } : {}),
  });
  if (isCut) {
    scissors.abort();
    return { ...nothing, failure: 'connection', unreadStatus: response.status };
  }
  const answer = await response.text();
  const answerType = response.headers.get('content-type') ?? '';
  return { ...nothing, status: response.status, answer, answerType };
}

function failureOf(error: unknown): WebhookFailure {
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'connection';
}

function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
