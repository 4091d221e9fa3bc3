/** How many SMS segments a text costs: GSM-7 where every character allows it, UCS-2 otherwise (3GPP TS 23.038). Pure. */

const GSM7_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These cost two septets each: an escape and the character. */
const GSM7_EXTENDED = '\f^{}\\[~]|€';

const basic = new Set(GSM7_BASIC);
const extended = new Set(GSM7_EXTENDED);

export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** How many segments the network bills; at least 1. */
  readonly count: number;
}

/** Counts the segments of a text. A single GSM-7 segment carries 160 septets, one of several 153; UCS-2: 70 and 67. */
export function countSegments(text: string): Segments {
  let septets = 0;
  for (const character of text) {
    if (basic.has(character)) septets += 1;
    else if (extended.has(character)) septets += 2;
    else return { encoding: 'UCS-2', count: parts(text.length, 70, 67) };
  }
  return { encoding: 'GSM-7', count: parts(septets, 160, 153) };
}

function parts(length: number, single: number, several: number): number {
  return length <= single ? 1 : Math.ceil(length / several);
}
