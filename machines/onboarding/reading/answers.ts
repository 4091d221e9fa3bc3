/** The short answers: yes, not yet, done, back, one of three phones, ring me. */
import type { PhoneType } from '../../forwarding/events.ts';
import { bare, tidy } from '../../reading/plain.ts';
import { core, oneOf } from '../../reading/whole-messages.ts';

const isYesWord = oneOf(`
  yes, y, yes yes, yes ready, yeah, yea, yeh, yep, yup, ya, aye, sure, ok, okay, ready,
  im ready, i am ready, yes im ready, yes i am, yeah im ready, all ready, were ready, go,
  go live, lets go, lets go live, lets do it, do it, go ahead, go for it, definitely,
  absolutely, of course, sounds good, start, ready to go, im ready to go, yes lets go,
  yes go live, yes ready to go, yes do it
`);
/** After the payment text: what people say when they have paid. */
const isPaidWord = oneOf(`
  paid, ive paid, i have paid, i paid, all paid, just paid, have paid, done
`);

/** READY or YES in any usual dress. */
export function isReady(text: string): boolean {
  return isYesWord(text) || /^\u{1F44D}[\u{1F3FB}-\u{1F3FF}]?$/u.test(tidy(text));
}

export function saysPaid(text: string): boolean {
  return isPaidWord(text);
}

export const isNotYet = oneOf(`
  no, n, nope, nah, not yet, no not yet, not now, not ready, im not ready, not just yet,
  later, maybe later, wait, hold on, not today, tomorrow, in a bit, give me a minute,
  one minute, one sec, hang on, dont, not sure, im not sure, no thank you, no thanks
`);

export const isDone = oneOf(`
  done, all done, its done, im done, done it, ive done it, i have done it, did it, done that,
  finished, ive finished, complete, completed, all set, all set up, set up, its set up,
  sorted, thats done, yes done, done yes, done done
`);

export const isBack = oneOf(`
  back, go back, back up, previous, undo, step back
`);

export const wantsTestCall = oneOf(`
  call me, call, ring me, ring, test, test call, test me, phone me, please call me,
  please ring me, yes call me, you call me, you ring me, ring my phone, call my phone,
  call me again, try again, test again
`);

export const wantsBilling = oneOf(`
  billing, bill, my bill, payment, payments, invoice, invoices, card
`);

const NO = /\b(?:no|not|dont|never|email|e mail|whatsapp|neither|none|hate|without)\b/u;

/** SMS, by whichever word; "not sms" and "email or text" are not an answer. */
export function choosesSms(text: string): boolean {
  const words = bare(text);
  return /\b(?:sms|text|texts|txt|txts|text message|text messages)\b/u.test(words) && !NO.test(words);
}

const PHONES: Readonly<Record<PhoneType, RegExp>> = {
  iphone: /^(?:1|one|number 1|option 1)$|\b(?:iphone|i phone|iphones|apple|ios)\b/u,
  android:
    /^(?:2|two|number 2|option 2)$|\b(?:android|androids|samsung|galaxy|pixel|google phone|huawei|motorola|oneplus|xiaomi|nokia|sony)\b/u,
  landline: /^(?:3|three|number 3|option 3)$|\b(?:landline|land line|landlines|home phone|house phone|bt)\b/u,
};

/** Which phone, by number or by name; `null` where none or several are named. */
export function readPhoneType(text: string): PhoneType | null {
  const words = core(text).replace(/^([123]) (?=\p{L})/u, '');
  const named = (Object.keys(PHONES) as PhoneType[]).filter((phone) => PHONES[phone].test(words));
  const [only, second] = named;
  return only !== undefined && second === undefined ? only : null;
}
