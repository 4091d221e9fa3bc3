/** How a stored delivery is put into words for the person at the terminal. */

/** 100 characters: what is left of a line beside the other columns. */
const MOST_OF_A_LINE = 100;

export function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > MOST_OF_A_LINE ? `${line.slice(0, MOST_OF_A_LINE)}…` : line;
}

/** The largest whole unit: `41 s`, `12 min`, `3 h`, `2 d`. */
export function ageOf(since: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
