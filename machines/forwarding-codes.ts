/** The codes an owner dials to forward missed calls to us, and to stop it (3GPP TS 22.030; landlines: BT's Call Diversion). */

/** 20 s: long enough to reach the phone in a van, shorter than most networks' own voicemail. The standard allows 5–30 in steps of 5. */
const RING_SECONDS = 20;
/** Basic service group 11: voice calls only, as the standard numbers it. */
const VOICE = 11;

/** Forwards what is missed, busy or out of reach, on any UK mobile network. */
export function mobileCode(number: string): string {
  return `**004*${number}*${VOICE}*${RING_SECONDS}#`;
}

/** A landline cannot dial "+". */
function asDialled(number: string): string {
  return number.startsWith('+44') ? `0${number.slice(3)}` : `00${number.slice(1)}`;
}

export function landlineNoReplyCode(number: string): string {
  return `*61*${asDialled(number)}#`;
}

export function landlineBusyCode(number: string): string {
  return `*67*${asDialled(number)}#`;
}

/** Erases what `mobileCode` registered: no reply, busy and out of reach. */
export const MOBILE_OFF_CODE = '##004#';
const LANDLINE_NO_REPLY_OFF_CODE = '#61#';
const LANDLINE_BUSY_OFF_CODE = '#67#';

/** What the owner does on their phone so that it forwards nothing any more; null: nobody knows which phone it is. */
export function wordSwitchingOff(phone: 'iphone' | 'android' | 'landline' | null): string {
  switch (phone) {
    case 'iphone':
      return `On your iPhone switch Call Forwarding off where you set it up, then type ${MOBILE_OFF_CODE} on the keypad and press call.`;
    case 'android':
      return `On your Android type ${MOBILE_OFF_CODE} on the keypad and press call.`;
    case 'landline':
      return `On your landline dial ${LANDLINE_NO_REPLY_OFF_CODE} and wait for the tone, then ${LANDLINE_BUSY_OFF_CODE} the same way.`;
    case null:
      return `On a mobile type ${MOBILE_OFF_CODE} on the keypad and press call. On a landline dial ${LANDLINE_NO_REPLY_OFF_CODE}, then ${LANDLINE_BUSY_OFF_CODE}.`;
    default:
      return phone satisfies never;
  }
}
