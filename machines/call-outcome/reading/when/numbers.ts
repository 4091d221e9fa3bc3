/** Numbers as they are said: "twenty five", "on iki", "5'te", "beşten". Letters stand without their marks. Pure. */

const ENGLISH = new Map([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, value] as const),
  ['a', 1],
  ['an', 1],
  ['couple', 2],
  ['few', 3],
  ['thirty', 30],
  ['forty', 40],
  ['fourty', 40],
  ['fifty', 50],
  ['sixty', 60],
  ['ninety', 90],
]);

const TURKISH_ONES = new Map(
  'bir iki uc dort bes alti yedi sekiz dokuz'.split(' ').map((word, index) => [word, index + 1] as const),
);
const TURKISH_TENS = new Map([
  ['on', 10],
  ['yirmi', 20],
  ['otuz', 30],
  ['kirk', 40],
  ['elli', 50],
]);

/** The case of a Turkish number: "beşte" at five, "beşten" from five, "beşe" towards five, "beşi" five and … past. */
export type Case = 'at' | 'from' | 'towards' | 'past' | null;

export interface Spoken {
  readonly value: number;
  /** How many words it took. */
  readonly length: number;
  readonly case: Case;
}

/** Three figures: nobody says a longer number about when to ring. */
const FIGURES = /^(\d{1,3})(?:st|nd|rd|th)?$/;

export function englishNumber(words: readonly string[], at: number): Spoken | null {
  const word = words[at] ?? '';
  const figures = FIGURES.exec(word)?.[1];
  if (figures !== undefined) return { value: Number(figures), length: 1, case: null };
  const value = ENGLISH.get(word);
  if (value === undefined) return null;
  // "A couple of", "a few".
  if (value === 1 && ['couple', 'few'].includes(words[at + 1] ?? ''))
    return lengthened(englishNumber(words, at + 1), 1);
  if (word === 'couple') return { value, length: words[at + 1] === 'of' ? 2 : 1, case: null };
  const ones = ENGLISH.get(words[at + 1] ?? '') ?? 0;
  const isCompound =
    value >= 20 && value % 10 === 0 && ones > 0 && ones < 10 && !/^an?$/.test(words[at + 1] ?? '');
  return isCompound && words[at + 1] !== 'few' && words[at + 1] !== 'couple'
    ? { value: value + ones, length: 2, case: null }
    : { value, length: 1, case: null };
}

function lengthened(number: Spoken | null, by: number): Spoken | null {
  return number && { ...number, length: number.length + by };
}

const ENDINGS: readonly (readonly [ending: RegExp, is: Case])[] = [
  [/(?:den|dan|ten|tan)$/, 'from'],
  [/(?:de|da|te|ta)$/, 'at'],
  [/(?:ye|ya|e|a)$/, 'towards'],
  [/(?:yi|yu|i|u)$/, 'past'],
];

export function turkishNumber(words: readonly string[], at: number): Spoken | null {
  const first = turkishWord(words[at] ?? '');
  if (first === null) return null;
  const isTens = first.case === null && TURKISH_TENS.has(words[at] ?? '');
  const second = isTens ? turkishWord(words[at + 1] ?? '') : null;
  return second !== null && second.value < 10 && !/^\d/.test(words[at + 1] ?? '')
    ? { value: first.value + second.value, length: 2, case: second.case }
    : { ...first, length: 1 };
}

/** One word of a number, with its ending taken off. "Altı" and "yedi" end in a vowel of their own. */
function turkishWord(word: string): { value: number; case: Case } | null {
  const whole = turkishValue(word);
  if (whole !== null) return { value: whole, case: null };
  if (word === 'dordu' || word === 'dorde') return { value: 4, case: word === 'dorde' ? 'towards' : 'past' };
  for (const [ending, is] of ENDINGS) {
    const value = ending.test(word) ? turkishValue(word.replace(ending, '')) : null;
    if (value !== null) return { value, case: is };
  }
  return null;
}

function turkishValue(word: string): number | null {
  if (word === 'birkac') return 3;
  if (/^\d{1,3}$/.test(word)) return Number(word);
  return TURKISH_ONES.get(word) ?? TURKISH_TENS.get(word) ?? null;
}
