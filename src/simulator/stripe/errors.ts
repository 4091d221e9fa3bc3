/** Stripe's errors: one object under `error`, with a type that the client turns into a class. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface StripeFault {
  readonly status: ContentfulStatusCode;
  readonly type: 'invalid_request_error' | 'idempotency_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
}

export function stripeError(c: Context, { status, ...error }: StripeFault): Response {
  return c.json({ error }, status);
}

export function noSuch(c: Context, object: string, id: string, param = 'id'): Response {
  return stripeError(c, {
    status: param === 'id' ? 404 : 400,
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${object}: '${id}'`,
  });
}
