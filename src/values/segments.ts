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
  const widths: number[] = [];
  for (const character of text) {
    if (basic.has(character)) widths.push(1);
    else if (extended.has(character)) widths.push(2);
    else return { encoding: 'UCS-2', count: pack(utf16Widths(text), 70, 67) };
  }
  return { encoding: 'GSM-7', count: pack(widths, 160, 153) };
}

function utf16Widths(text: string): number[] {
  return Array.from(text, (character) => character.length);
}

/** A character of two units is never torn apart: it goes whole into the next segment (3GPP TS 23.040, 9.2.3.24.1). */
function pack(widths: readonly number[], single: number, several: number): number {
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total <= single) return 1;
  let count = 1;
  let room = several;
  for (const width of widths) {
    if (width > room) {
      count += 1;
      room = several;
    }
    room -= width;
  }
  return count;
}
