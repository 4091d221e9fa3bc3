/** Somebody's own words on their way to the owner: nothing is lost but what no phone shows. */
import { countSegments } from '../src/values/segments.ts';

/** Control characters and halves of characters; the overrides that write a line backwards. Joiners stay: words and pictures are made with them. */
const UNSHOWN = /[\p{Cc}\p{Cs}\u061C\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;
/** What phones write by themselves for a plain sign; spelled out where the text is plain otherwise, because one of them doubles its price. */
const SPELLED: Readonly<Record<string, string>> = {
  ...{ '\u2018': "'", '\u2019': "'", '\u201C': '"', '\u201D': '"' },
  ...{ '\u2013': '-', '\u2014': '-', '\u2026': '...' },
};
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** On one line, in whatever script it was written. `longest` is in characters as people count them; cut words end in dots. */
export function asWritten(words: string | null, longest = Number.POSITIVE_INFINITY): string {
  const line = (words ?? '').replace(/\s+/gu, ' ').replace(UNSHOWN, '').replace(/ +/gu, ' ').trim();
  const spelled = line.replace(
    /[\u2013\u2014\u2018\u2019\u201C\u201D\u2026]/gu,
    (mark) => SPELLED[mark] ?? mark,
  );
  const shown = countSegments(spelled).encoding === 'GSM-7' ? spelled : line;
  if (shown.length <= longest) return shown;
  const characters = Array.from(graphemes.segment(shown), ({ segment }) => segment);
  if (characters.length <= longest) return shown;
  return `${characters
    .slice(0, Math.max(0, longest - 3))
    .join('')
    .trim()}...`;
}
