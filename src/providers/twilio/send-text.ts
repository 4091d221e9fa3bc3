/** Creates one message at Twilio. There is no idempotency key: an answer that is lost must be looked for (find-text). */
import type { Twilio } from 'twilio';
import { z } from 'zod';
import type { SendOutcome, TextToSend } from '../../messages/port.ts';
import { failureOf } from './failure.ts';
import { outcomeOf, type Random } from './outcome.ts';

export interface SendTextOptions {
  /** Where receipts of this promise go. */
  readonly callbackUrl: (promiseId: string) => string;
  readonly random: Random;
}

/** Without a sid there is nothing that a receipt could be matched with, so the answer counts as unread. */
const created = z.object({ sid: z.string().min(1), status: z.string().min(1) });

export function sendTextWith(client: Twilio, { callbackUrl, random }: SendTextOptions) {
  return async (text: TextToSend): Promise<SendOutcome> => {
    try {
      const message = await client.messages.create({
        from: text.from,
        to: text.to,
        body: text.body,
        statusCallback: callbackUrl(text.promiseId),
        ...(text.validForS === undefined ? {} : { validityPeriod: text.validForS }),
      });
      const parsed = created.safeParse(message);
      if (!parsed.success) return { kind: 'unknown', reason: 'Twilio answered without a message id' };
      return { kind: 'accepted', providerId: parsed.data.sid, status: parsed.data.status };
    } catch (error) {
      return outcomeOf(failureOf(error), random);
    }
  };
}
