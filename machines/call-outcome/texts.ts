/** What an owner reads when somebody wants to be rung, and a customer who asked for a text. GSM-7, two segments at most. */
import { asWritten } from '../as-written.ts';
import { plainly } from '../plainly.ts';
import type { TypedWording } from '../step/index.ts';
import type { CallType } from './labels.ts';

type Wanted = {
  readonly name: string | null;
  readonly phone: string;
  readonly callType: CallType;
  readonly reason: string | null;
  readonly preferredTime: string | null;
};

const TOPICS: Readonly<Record<CallType, string>> = {
  BILLING_REMINDER: 'bill',
  APPOINTMENT_REMINDER: 'appointment',
  SHIPPING_UPDATE: 'delivery',
};

const callbackWanted: TypedWording<Wanted> = ({ name, phone, callType, reason, preferredTime }) => {
  const who = name ? `${asWritten(name, 40)}, ${phone},` : phone;
  const when = preferredTime ? ` When: ${asWritten(preferredTime, 40)}.` : '';
  const why = reason ? ` They said: ${asWritten(reason, 90)}` : '';
  return `Please ring ${who} about their ${TOPICS[callType]}: they want to talk to a person.${when}${why}`;
};

const followUp: TypedWording<{ business: string | null; callType: CallType }> = ({ business, callType }) => {
  const from = plainly(business, 45);
  const hello = from ? `This is ${from}.` : 'Hello.';
  return `${hello} You asked us to text you about your ${TOPICS[callType]}. Just reply here and we'll sort it out.`;
};

export const texts = { callbackWanted, followUp };
