/** Fits somebody's own words into a text of ours: GSM-7 only, so that one accent does not double the price, and no longer than asked. */

/** What phones write by themselves, in characters that a plain text has. */
const SPELLED: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u00DF': 'ss',
  '\u0131': 'i',
  '\u0142': 'l',
  '\u0141': 'L',
};

/** The words in plain characters, cut at `longest`; empty where nothing plain is in them. */
export function plainly(words: string | null, longest: number): string {
  const spelled = (words ?? '')
    .replace(
      /[\u2018\u2019\u201C\u201D\u2013\u2014\u2026\u00DF\u0131\u0141\u0142]/gu,
      (mark) => SPELLED[mark] ?? '',
    )
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[[{]/gu, '(')
    .replace(/[\]}]/gu, ')')
    .replace(/[^ -~\u00A3]|[\\^~|`]/gu, ' ')
    .replace(/ +/gu, ' ')
    .trim();
  return spelled.length <= longest ? spelled : `${spelled.slice(0, longest - 3).trim()}...`;
}
