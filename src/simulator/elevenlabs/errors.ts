/** Their errors: `detail` is an object with a word and a sentence, or for a bad body a list of what is wrong with it. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';

export function elevenLabsError(
  c: Context,
  { code, status, message }: { code: ContentfulStatusCode; status: string; message: string },
): Response {
  return c.json({ detail: { status, message } }, code);
}

export function unprocessable(c: Context, error: z.ZodError): Response {
  const detail = error.issues.map((issue) => ({
    type: issue.code === 'invalid_type' ? 'missing' : 'value_error',
    loc: ['body', ...issue.path.map(String)],
    msg: issue.message,
    input: null,
  }));
  return c.json({ detail }, 422);
}
