/** The codes an owner dials to forward missed calls to us (3GPP TS 22.030; landlines: BT's Call Diversion). */

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
