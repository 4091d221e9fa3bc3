/** How many segments a text costs: GSM 03.38 packs 160 characters into one, UCS-2 only 70. */

const gsmBasic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These need an escape character and count twice. */
const gsmExtended = '^{}\\[~]|€\f';

/** For the counter beside the typing box of the page, which must not know another alphabet. */
export const gsmAlphabets = { basic: gsmBasic, extended: gsmExtended };

const basic = new Set(gsmBasic);
const extended = new Set(gsmExtended);

export interface SegmentCount {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets in GSM-7, UTF-16 units in UCS-2. */
  readonly units: number;
  readonly segments: number;
}

export function countSegments(body: string): SegmentCount {
  let septets = 0;
  for (const character of body) {
    if (basic.has(character)) septets += 1;
    else if (extended.has(character)) septets += 2;
    else return counted('UCS-2', body.length, { single: 70, joined: 67 });
  }
  return counted('GSM-7', septets, { single: 160, joined: 153 });
}

function counted(
  encoding: SegmentCount['encoding'],
  units: number,
  room: { single: number; joined: number },
): SegmentCount {
  const segments = units <= room.single ? 1 : Math.ceil(units / room.joined);
  return { encoding, units, segments };
}
