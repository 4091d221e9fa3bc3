/** Asks how a text stands that Twilio took: for those whose receipts never came. */
import type { Twilio } from 'twilio';
import { z } from 'zod';
import type { StatusOutcome } from '../../messages/port.ts';
import { failureOf } from './failure.ts';

/** Twilio writes the code as a number, 0 or null where nothing went wrong. */
const fetched = z.object({
  status: z.string().min(1),
  errorCode: z.coerce
    .number()
    .int()
    .nullish()
    .transform((code) => (code ? String(code) : null)),
});

/** "The requested resource was not found": a message that was deleted there, or another account's. */
const NOT_FOUND = '20404';

export function textStatusWith(client: Twilio) {
  return async (providerId: string): Promise<StatusOutcome> => {
    try {
      const parsed = fetched.safeParse(await client.messages(providerId).fetch());
      if (!parsed.success) return { kind: 'unknown', reason: 'Twilio showed a message that cannot be read' };
      return { kind: 'told', ...parsed.data };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === NOT_FOUND || failure.code === 'http_404') return { kind: 'absent' };
      return { kind: 'unknown', reason: failure.message };
    }
  };
}
