/**
 * Looks for a message that was perhaps created: Twilio has no idempotency key, so a lost answer can only be settled
 * by reading what is there.
 */
import type { Twilio } from 'twilio';
import { z } from 'zod';
import type { FindOutcome, TextToSend } from '../../messages/port.ts';
import { failureOf } from './failure.ts';

/** One page, newest first. A pair of numbers that exchanges more in the time between a send and its search is no conversation. */
const MESSAGES_READ = 200;
/** 5 s between our clock and Twilio's, whose times have no milliseconds. */
const CLOCK_SKEW_MS = 5_000;
/** What a trial account puts before every body. */
const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

const listed = z.object({
  sid: z.string().min(1),
  status: z.string().min(1),
  body: z.string(),
  dateCreated: z.date(),
});

/**
 * Found: the newest message from and to the same numbers with the same words, created at or after `since` (5 s of
 * clock skew allowed), that is not known as another text of ours.
 *
 * Its limits: Twilio's listing is not promised to be immediate, so `absent` is only to be trusted some time after
 * the attempt (a minute is plenty); two lost texts with the same words to the same phone cannot be told apart, so ask
 * before the next one is sent; Twilio's own date filter is about the date of *sending*, which a queued message
 * does not have yet, and is therefore not used.
 */
export function findTextWith(client: Twilio) {
  return async (
    text: TextToSend,
    since: Date,
    others: ReadonlySet<string> = new Set(),
  ): Promise<FindOutcome> => {
    const earliest = since.getTime() - CLOCK_SKEW_MS;
    try {
      const page = await client.messages.list({
        to: text.to,
        from: text.from,
        pageSize: MESSAGES_READ,
        limit: MESSAGES_READ,
      });
      const parsed = z.array(listed).safeParse(page);
      if (!parsed.success) return { kind: 'unknown', reason: 'Twilio listed messages that cannot be read' };
      const messages = parsed.data;
      const recent = messages.filter((message) => message.dateCreated.getTime() >= earliest);
      const found = recent.find(
        ({ sid, body }) => !others.has(sid) && (body === text.body || body === TRIAL_PREFIX + text.body),
      );
      if (found) return { kind: 'found', providerId: found.sid, status: found.status };
      if (recent.length === MESSAGES_READ) {
        return { kind: 'unknown', reason: `more than ${MESSAGES_READ} messages since then` };
      }
      return { kind: 'absent' };
    } catch (error) {
      return { kind: 'unknown', reason: failureOf(error).message };
    }
  };
}
