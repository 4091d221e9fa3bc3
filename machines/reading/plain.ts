/** Brings what an owner typed to a plain form, before anything reads it. */

/** Control, format (bidi marks, zero-width) and unassigned characters, which no answer needs. Joiners are looked at below. */
const INVISIBLE = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}]|(?![\u200C\u200D])\p{Cf}/gu;
/** Joiners make words in some scripts, and pictures; between plain letters they are nothing. */
const JOINERS = /(?<=^|[\p{ASCII}])[\u200C\u200D]+|[\u200C\u200D]+(?=$|[\p{ASCII}])/gu;
/** Pictures, skin tones and flags; and the two marks that make a picture of an ordinary character, as in a keycap 1. */
const DECORATION = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|\u{FE0F}|\u{20E3}/gu;

/** One line, single spaces, straight apostrophes, nothing invisible. Emoji stay. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(JOINERS, '')
    .replace(/[\u2018\u2019\u02BC\u00B4`]/gu, "'")
    .replace(/[\u201C\u201D]/gu, '"')
    .replace(/ +/gu, ' ')
    .trim();
}

/** As `tidy`, and without emoji. Digits stay, also where they came as keycaps. */
export function withoutEmoji(text: string): string {
  return tidy(text)
    .replace(DECORATION, ' ')
    .replace(/[\u200C\u200D]/gu, '')
    .replace(/ +/gu, ' ')
    .trim();
}

/** For comparing: lower case, letters, digits and apostrophes, single spaces. */
export function bare(text: string): string {
  return withoutEmoji(text)
    .toLowerCase()
    .replace(/'/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** The length people mean: characters, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}
