/** Keeps a label from growing without end: what others send us decides its values, and each value is a series for ever. */

/** 100: Twilio's codes that anybody ever sees are some forty. */
const MOST_VALUES = 100;
/** 60 characters: a code or a short name; a sentence is cut. */
const LONGEST_VALUE = 60;

/** Gives each of the first values as it is, and `other` for all that come after them. */
export function boundedLabel(most = MOST_VALUES): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    const short = value.slice(0, LONGEST_VALUE);
    if (known.has(short)) return short;
    if (known.size >= most) return 'other';
    known.add(short);
    return short;
  };
}
