/** When, as Turkish callees say it: "yarın akşam beşte", "iki saat sonra", "haftaya salı". Letters stand without their marks. Pure. */
import { turkishNumber } from './numbers.ts';
import type { Day, Part, Piece, Reader } from './said.ts';

const WEEKDAYS = new Map([
  ['pazartesi', 1],
  ['sali', 2],
  ['carsamba', 3],
  ['persembe', 4],
  ['cuma', 5],
  ['cumartesi', 6],
  ['pazar', 0],
]);
const MONTHS = [
  'ocak',
  'subat',
  'mart',
  'nisan',
  'mayis',
  'haziran',
  'temmuz',
  'agustos',
  'eylul',
  'ekim',
  'kasim',
  'aralik',
];

/** Units, bare and as "saate" (within an hour). */
const UNITS: readonly (readonly [unit: RegExp, minutes: number, days: number])[] = [
  [/^(?:dakika|dk|dakikaya|dakka|dakkaya)$/, 1, 0],
  [/^(?:saat|saate)$/, 60, 0],
  [/^(?:gun|gune)$/, 0, 1],
  [/^(?:hafta|haftaya)$/, 0, 7],
  [/^(?:ay|aya)$/, 0, 30],
];

const PARTS = new Map<string, Part>([
  ['sabah', 'morning'],
  ['sabaha', 'morning'],
  ['sabahleyin', 'morning'],
  ['sabahtan', 'morning'],
  ['ogle', 'noon'],
  ['ogleyin', 'noon'],
  ['oglen', 'noon'],
  ['oglene', 'noon'],
  ['ogleye', 'noon'],
  ['ikindi', 'afternoon'],
  ['aksamustu', 'endOfDay'],
  ['aksam', 'evening'],
  ['aksama', 'evening'],
  ['aksamleyin', 'evening'],
  ['gece', 'night'],
]);

/** "İki saat sonra", "yarım saate", "bir buçuk saat sonra". */
const duration: Reader = (words, at) => {
  const isHalf = words[at] === 'yarim';
  const number = isHalf ? { value: 0.5, length: 1, case: null } : turkishNumber(words, at);
  if (number === null || number.case !== null) return null;
  let next = at + number.length;
  let value = number.value;
  if (words[next] === 'bucuk') {
    value += 0.5;
    next += 1;
  }
  const word = words[next] ?? '';
  const unit = UNITS.find(([pattern]) => pattern.test(word));
  if (!unit) return null;
  const isLater = /^(?:sonra|sonraya|icinde)$/.test(words[next + 1] ?? '');
  if (!isLater && !/[ae]$/.test(word)) return null;
  // "Dakika" ends in its own a; so it needs the "sonra".
  if (!isLater && /^(?:dakika|dakka)$/.test(word)) return null;
  const length = next + (isLater ? 2 : 1) - at;
  const [, minutes, days] = unit;
  return minutes > 0
    ? { length, said: { inMinutes: value * minutes } }
    : { length, said: { day: { kind: 'inDays', days: Math.round(value * days) } } };
};

const day: Reader = (words, at) => {
  const said = (length: number, named: Day): Piece => ({ length, said: { day: named } });
  const word = words[at] ?? '';
  const following = words[at + 1] ?? '';
  if (/^(?:yarin|yarina)$/.test(word)) return said(1, { kind: 'inDays', days: 1 });
  if (/^(?:bugun|bugune)$/.test(word)) return said(1, { kind: 'inDays', days: 0 });
  if (word === 'bu' && PARTS.has(following))
    return { length: 2, said: { day: { kind: 'inDays', days: 0 }, part: PARTS.get(following) ?? 'morning' } };
  if (word === 'oburgun' || (word === 'obur' && following === 'gun'))
    return said(word === 'obur' ? 2 : 1, { kind: 'inDays', days: 2 });
  if (word === 'ertesi' && following === 'gun') return said(2, { kind: 'inDays', days: 1 });
  if (word === 'haftasonu' || (word === 'hafta' && /^sonu/.test(following)))
    return said(word === 'hafta' ? 2 : 1, { kind: 'weekday', weekday: 6, isNext: false });
  if (word === 'hafta' && following === 'ici') return said(2, { kind: 'workingDay' });
  if (word === 'ay' && /^basi/.test(following)) return said(2, { kind: 'nextMonth' });
  const isNext = /^(?:haftaya|gelecek|onumuzdeki|oteki|sonraki)$/.test(word);
  const weekday = weekdayOf(isNext ? following : word);
  if (weekday !== undefined) return said(isNext ? 2 : 1, { kind: 'weekday', weekday, isNext });
  if (isNext && /^hafta/.test(following)) return said(2, { kind: 'nextWeek' });
  if (isNext && /^ay/.test(following)) return said(2, { kind: 'nextMonth' });
  return word === 'haftaya' ? said(1, { kind: 'nextWeek' }) : null;
};

const weekdayOf = (word: string) => WEEKDAYS.get(word) ?? WEEKDAYS.get(word.replace(/(?:ye|ya|a)$/, ''));

/** "5 Mart", "ayın 5'inde". */
const date: Reader = (words, at) => {
  if (words[at] === 'ayin') {
    const number = turkishNumber([(words[at + 1] ?? '').replace(/s?[iu]n[dt][ea]$/, '')], 0);
    return number && isDay(number.value)
      ? { length: 2, said: { day: { kind: 'date', day: number.value, month: null } } }
      : null;
  }
  const number = turkishNumber(words, at);
  if (number === null || !isDay(number.value)) return null;
  const named = (words[at + number.length] ?? '').replace(/[dt][ea]$/, '');
  const month = MONTHS.indexOf(named) + 1;
  return month > 0
    ? { length: number.length + 1, said: { day: { kind: 'date', day: number.value, month } } }
    : null;
};

const isDay = (value: number) => value >= 1 && value <= 31;

/** "Saat beş", "beşte", "beş buçukta", "17 30da", "beşten sonra", "beşe doğru", "beşi çeyrek geçe", "beşe on kala". */
const clock: Reader = (words, at) => {
  const isLed = words[at] === 'saat';
  const from = isLed ? at + 1 : at;
  const hour = turkishNumber(words, from);
  if (hour === null || hour.value < 1 || hour.value > 23) return null;
  let next = from + hour.length;
  let minute = 0;
  let total = 0;
  let isSure = isLed || hour.case === 'at';
  const word = words[next] ?? '';
  const minutes = hour.case === 'past' || hour.case === 'towards' ? minutesAt(words, next) : null;
  if (minutes !== null) {
    const turn = words[next + minutes.length] ?? '';
    if (!(hour.case === 'past' ? /^gec/ : /^(?:kala|var)/).test(turn)) return null;
    total = hour.case === 'past' ? minutes.value : -minutes.value;
    next += minutes.length + 1;
    isSure = true;
  } else if (/^bucuk/.test(word)) {
    minute = 30;
    isSure = isSure || word !== 'bucuk' || /^(?:gibi|civari|dan|sonra)$/.test(words[next + 1] ?? '');
    next += 1;
  } else if (hour.case === null) {
    const spoken = turkishNumber(words, next);
    if (spoken !== null && spoken.value >= 10 && spoken.value < 60 && (isSure || spoken.case === 'at')) {
      minute = spoken.value;
      isSure = true;
      next += spoken.length;
    }
  }
  const after = words[next] ?? '';
  const isAround = /^(?:gibi|civari|civarinda|sularinda|dogru|sonra|once|de|da|te|ta)$/.test(after);
  isSure ||=
    (hour.case === 'from' || hour.case === 'towards' || hour.case === null) &&
    /^(?:gibi|civari|civarinda|sularinda|dogru|once|te|ta)$/.test(after);
  isSure ||= hour.case === 'from' && after === 'sonra';
  if (!isSure) return null;
  const sum = hour.value * 60 + minute + total;
  return {
    length: next + (isAround ? 1 : 0) - at,
    said: {
      clock: { hour: Math.floor(sum / 60), minute: sum % 60, half: null, isBefore: after === 'once' },
    },
  };
};

function minutesAt(words: readonly string[], at: number): { value: number; length: number } | null {
  if (words[at] === 'ceyrek') return { value: 15, length: 1 };
  const number = turkishNumber(words, at);
  return number && number.value < 60 ? number : null;
}

const part: Reader = (words, at) => {
  const [word = '', next = ''] = [words[at], words[at + 1]];
  if (word === 'ogleden' && /^(?:sonra|once)/.test(next))
    return { length: 2, said: { part: next.startsWith('sonra') ? 'afternoon' : 'morning' } };
  if (/^(?:isten|mesaiden)$/.test(word) && next === 'sonra') return { length: 2, said: { part: 'evening' } };
  if (/^(?:is|mesai)$/.test(word) && next.startsWith('cikis'))
    return { length: 2, said: { part: 'evening' } };
  const named = PARTS.get(word);
  return named === undefined ? null : { length: 1, said: { part: named } };
};

/** "Yarın değil" says when not. */
export const turkish: Reader = (words, at) => {
  const piece =
    duration(words, at) ?? date(words, at) ?? clock(words, at) ?? day(words, at) ?? part(words, at);
  return piece?.said.day && words[at + piece.length] === 'degil' ? null : piece;
};
