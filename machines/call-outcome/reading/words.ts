/**
 * What a speech-to-text wrote, as the rules read it: plain small words without marks, fillers and stutter. Capitals, spaces
 * and punctuation are a transcriber's guess, so no rule may depend on them. Pure; linear in the text's length.
 */

/** Stand before the first and after the last word, so that a rule can mean the whole utterance. */
export const BEGINNING = '<';
export const END = '>';

/** Words that change nothing: hesitation, politeness, temper. Each is one in both languages or a word of neither's rules. */
const FILLERS = new Set(
  (
    'um umm uh uhm erm er ah oh hm hmm mm e eh em ee ii like please pls plz kindly just literally basically ' +
    'bloody fucking freaking damn goddamn honestly actually lutfen sey yani ya hani valla vallahi zahmet olmazsa'
  ).split(' '),
);

/** Spoken or misheard short forms, as the words that the rules know. */
const WRITTEN_OUT = new Map<string, readonly string[]>(
  Object.entries({
    wanna: 'want to',
    gonna: 'going to',
    gotta: 'got to',
    lemme: 'let me',
    gimme: 'give me',
    u: 'you',
    ur: 'your',
    donot: 'dont',
    dnt: 'dont',
    cannot: 'cant',
    yess: 'yes',
    yeh: 'yeah',
    okey: 'okay',
    tmrw: 'tomorrow',
    tomorow: 'tomorrow',
    tommorow: 'tomorrow',
    tommorrow: 'tomorrow',
    suan: 'su an',
    suanda: 'su anda',
    bidaha: 'bir daha',
    birdaha: 'bir daha',
    bi: 'bir',
  }).map(([short, long]) => [short, long.split(' ')]),
);

/** Two words that are said as one: "do not" is "dont", and so is the "don t" of a lost apostrophe. */
const JOINED = joinedOf(
  'do not=dont,don t=dont,can not=cant,can t=cant,will not=wont,won t=wont,is not=isnt,isn t=isnt,did not=didnt,' +
    'didn t=didnt,does not=doesnt,doesn t=doesnt,have not=havent,haven t=havent,would not=wouldnt,wouldn t=wouldnt,' +
    'should not=shouldnt,shouldn t=shouldnt,could not=couldnt,couldn t=couldnt,was not=wasnt,wasn t=wasnt,' +
    'must not=mustnt,mustn t=mustnt,i am=im,i m=im,i will=ill,i ll=ill,i have=ive,i ve=ive,i would=id,i d=id,' +
    'we ll=well,you are=youre,you re=youre,you have=youve,you ve=youve,it is=its,it s=its,that is=thats,that s=thats,' +
    'who is=whos,who s=whos,what is=whats,what s=whats,there is=theres,there s=theres,let us=lets,let s=lets,' +
    'no one=nobody',
);

/** By the first word, then by the second. */
function joinedOf(pairs: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const joined = new Map<string, Map<string, string>>();
  for (const pair of pairs.split(',')) {
    const [said = '', whole = ''] = pair.split('=');
    const [first = '', second = ''] = said.split(' ');
    joined.set(first, (joined.get(first) ?? new Map<string, string>()).set(second, whole));
  }
  return joined;
}

/** The words, without the marks of beginning and end. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const word of fold(text).split(' ')) {
    if (word === '' || FILLERS.has(word)) continue;
    const long = WRITTEN_OUT.get(word);
    if (long) for (const part of long) add(words, part);
    else add(words, word);
  }
  return words;
}

/** A word said twice is said once ("no no no"); two figures are two. */
function add(words: string[], word: string): void {
  const last = words.at(-1);
  if (last === word && !/\d/.test(word)) return;
  const joined = last === undefined ? undefined : JOINED.get(last)?.get(word);
  if (joined === undefined) words.push(word);
  else words[words.length - 1] = joined;
}

/** Small Latin letters and figures between single spaces; Turkish İ, I and ı are one letter, because phones mix them up. */
function fold(text: string): string {
  const latin = /^[\x20-\x7e]*$/.test(text) ? text : withoutMarks(text);
  return latin
    .replace(/['’‘`´ʼ]/g, '')
    .toLowerCase()
    .replace(/([a-z])\1{2,}/g, '$1')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(?:uh huh|mm hm|mm hmm)\b/g, 'mhm');
}

/** Through capitals, so that letters with one capital ("ı" and "i", "ß" and "ss") are the same before and after. */
function withoutMarks(text: string): string {
  return text
    .replace(/[’‘`´ʼ]/g, '')
    .normalize('NFD')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}]/gu, '');
}
