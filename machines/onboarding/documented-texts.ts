/** The four texts that the runbook gives word for word. Every byte is a promise (tests/machines/golden): do not reword. */
import { formatPence } from '../../src/values/money.ts';
import type { TypedWording } from '../step/index.ts';

const paymentRequired: TypedWording<{ payLink: string }> = (
  { payLink },
  { brandName, pricePence, currency },
) => `Perfect! One last step before we go live.

${brandName} costs ${formatPence(pricePence, currency)}/month (cancel anytime).

To activate, confirm payment here:
${payLink}

Reply READY once you've confirmed.`;

const atCapacity: TypedWording<unknown> = (_, { brandName }) => `We're currently at capacity.

Your payment is confirmed, and you're on our priority list.

We'll text you within 24 hours when your ${brandName} number is ready.`;

const numberMissing: TypedWording<unknown> = (
  _,
  { brandName },
) => `We're assigning your ${brandName} number now.

This usually takes a moment.

Reply READY in 1 minute to continue.`;

const iphoneInstructions: TypedWording<{ number: string }> = ({ number }) => `📱 iPhone Setup (30 seconds)

1. Open Phone app
2. Tap your profile (top right)
3. Scroll to "Call Forwarding"
4. Enable "When Busy or Unanswered"
5. Enter this number:
   ${number}

Done? Reply DONE`;

export const documentedTexts = { paymentRequired, atCapacity, numberMissing, iphoneInstructions };
