/** A message as the stop phrases read it: plain small letters, cut into the clauses that a person would pause between. Pure. */

/** A clause; `isOwn`: a full stop, a comma or a line stands on both sides, not only a word like "and". */
export interface Clause {
  readonly text: string;
  readonly isOwn: boolean;
}

/** Words that begin a new clause within a sentence: "not interested please stop texting me". */
const JOINTS = /\b(?:please|pls|plz|lutfen|and|ve|but|ama|so|because|cause|cos|just|then|also|or)\b/u;

/** Cut into clauses. Empty ones are left out. */
export function clausesOf(body: string): Clause[] {
  return plain(body)
    .split('|')
    .flatMap((sentence) => {
      const parts = sentence
        .split(new RegExp(JOINTS, 'gu'))
        .map((part) => part.trim().replace(/ +/g, ' '))
        .filter((part) => part !== '');
      return parts.map((text) => ({ text, isOwn: parts.length === 1 }));
    });
}

/**
 * Turkish İ and ı, accents, full-width letters and drawn-out ones ("STOOOP") become plain small letters, short forms
 * become words, apostrophes vanish, and whatever ends a clause becomes a bar.
 */
export function plain(body: string): string {
  return (
    body
      .normalize('NFKD')
      .replace(/[\p{M}\p{Cf}'’‘`´ʼ]/gu, '')
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replaceAll('ı', 'i')
      .replace(/([a-z])\1{2,}/g, '$1')
      // A hyphen joins "opt-out"; a dash between spaces separates.
      .replace(/(?<=\p{L})[-_](?=\p{L})/gu, ' ')
      .replace(/[^\p{L}\p{N} \t]+/gu, (marks) => (/^[^\p{P}\n\r]+$/u.test(marks) ? ' ' : '|'))
      .replace(/\p{L}+/gu, (word) => SHORT_FORMS.get(word) ?? word)
      .replace(/[ \t]+/g, ' ')
  );
}

/** How people write these on a phone. */
const SHORT_FORMS = new Map([
  ['txt', 'text'],
  ['txts', 'texts'],
  ['txting', 'texting'],
  ['msg', 'message'],
  ['msgs', 'messages'],
  ['msging', 'messaging'],
  ['messege', 'message'],
  ['messeges', 'messages'],
  ['sms', 'texts'],
  ['smses', 'texts'],
  ['dnt', 'dont'],
  ['donot', 'dont'],
  ['u', 'you'],
  ['ur', 'your'],
  ['thx', 'thanks'],
  ['ty', 'thanks'],
  ['cheers', 'thanks'],
  ['ta', 'thanks'],
  ['unsub', 'unsubscribe'],
  ['unsuscribe', 'unsubscribe'],
  ['unsubcribe', 'unsubscribe'],
  ['msj', 'mesaj'],
]);
