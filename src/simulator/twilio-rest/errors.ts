/** Twilio's errors: a code, a sentence, and always the same four fields. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export type TwilioErrorCode =
  | 20003
  | 20404
  | 21201
  | 21205
  | 21211
  | 21212
  | 21213
  | 21220
  | 21602
  | 21603
  | 21604
  | 21606
  | 21610
  | 21617
  | 21210;

const statuses: Partial<Record<TwilioErrorCode, ContentfulStatusCode>> = { 20003: 401, 20404: 404 };

/** Every other error of this part is a 400. */
export function twilioError(c: Context, code: TwilioErrorCode, message: string): Response {
  const status = statuses[code] ?? 400;
  return c.json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, status);
}

export function notFound(c: Context): Response {
  return twilioError(c, 20404, `The requested resource ${c.req.path} was not found`);
}
