/** Idempotency-Key: a POST that comes again with the same key is answered again, and what it asked for is done once. */
import { hash } from 'node:crypto';
import type { Context } from 'hono';
import { beginRequest, forgetRequest, keepAnswer, releaseRequest } from '../../identity/index.ts';
import { type ApiAnswer, wrong } from './answers.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

/** Printable ASCII; 255 characters, as Stripe allows. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Thrown by work that failed and undid what it had begun. */
export class NothingMade extends Error {
  override readonly name = 'NothingMade';
}

/**
 * `content` is what makes two requests the same one. `work` gives the thing it makes the id that it is handed, so that a
 * second try after a crash finds it. Only what was done is remembered: a refusal made nothing, and is judged anew.
 */
export async function idempotently(
  c: Context<ApiEnv>,
  tools: ApiTools,
  content: string,
  work: (id: string) => Promise<ApiAnswer>,
): Promise<Response> {
  const { sql, clock, newId } = tools.outbound;
  const idempotencyKey = c.req.header('idempotency-key');
  if (idempotencyKey === undefined) return answer(c, await work(newId()));
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) {
    return answer(c, wrong('Idempotency-Key', 'must be 1 to 255 printable characters'));
  }
  const name = { orgId: c.get('orgId'), idempotencyKey };
  const fingerprint = hash('sha256', [c.req.method, c.req.path, content].join('\n'), 'hex');
  const begun = await beginRequest(sql, { ...name, fingerprint, subjectId: newId(), now: clock.now() });
  switch (begun.kind) {
    case 'answered':
      c.header('idempotent-replayed', 'true');
      // Safe because only statuses of our own answers are kept.
      return c.body(begun.answer.body, begun.answer.status as ApiAnswer['status'], {
        'content-type': 'application/json',
      });
    case 'another':
      return answer(c, { status: 422, body: { error: 'This Idempotency-Key belongs to another request' } });
    case 'busy':
      c.header('retry-after', '1');
      return answer(c, { status: 409, body: { error: 'The first request with this key is still at work' } });
    case 'begun':
      break;
    default:
      begun satisfies never;
  }
  const mine = { ...name, subjectId: begun.subjectId };
  try {
    const given = await work(begun.subjectId);
    if (given.status < 300)
      await keepAnswer(sql, mine, { status: given.status, body: JSON.stringify(given.body) });
    else await forgetRequest(sql, mine);
    return answer(c, given);
  } catch (error) {
    if (error instanceof NothingMade) await forgetRequest(sql, mine);
    else await releaseRequest(sql, mine, clock.now());
    throw error;
  }
}

export function answer(c: Context<ApiEnv>, { status, body }: ApiAnswer): Response {
  return c.json(body, status);
}
