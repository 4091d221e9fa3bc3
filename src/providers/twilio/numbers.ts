/** The numbers that the Twilio account owns, and the one writer of their webhook URLs (ruling X1). */
import type { Twilio } from 'twilio';
import { z } from 'zod';
import type { NumberLandlord, OwnedNumber } from '../../numbers/port.ts';
import { isPhoneE164 } from '../../values/phone.ts';

/** Twilio's largest page: a pool of thousands is read in a few requests. */
const PAGE_SIZE = 1000;

/** Twilio says "no URL" with an empty string as well as with null. */
const webhookUrl = z
  .string()
  .nullish()
  .transform((url) => url || null);

const listed = z.array(
  z.object({
    sid: z.string().min(1),
    phoneNumber: z.string(),
    smsUrl: webhookUrl,
    voiceUrl: webhookUrl,
    statusCallback: webhookUrl,
  }),
);

export function numbersOf(client: Twilio): NumberLandlord {
  return {
    /** Every number of the account, short codes aside. Rejects with a `TwilioFailure`, or when the list is unreadable. */
    async listNumbers() {
      const numbers = listed.parse(await client.incomingPhoneNumbers.list({ pageSize: PAGE_SIZE }));
      return numbers.flatMap(({ phoneNumber, ...rest }): OwnedNumber[] =>
        isPhoneE164(phoneNumber) ? [{ phoneE164: phoneNumber, ...rest }] : [],
      );
    },

    /** An application that is set on a number would win over its URLs, so both are taken away. */
    async setWebhooks(sid, { smsUrl, voiceUrl, statusCallback }) {
      await client.incomingPhoneNumbers(sid).update({
        smsUrl,
        smsMethod: 'POST',
        smsApplicationSid: '',
        voiceUrl,
        voiceMethod: 'POST',
        voiceApplicationSid: '',
        statusCallback,
        statusCallbackMethod: 'POST',
      });
    },
  };
}
