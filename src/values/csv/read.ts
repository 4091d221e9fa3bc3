/**
 * Reads a table piece by piece as it arrives. Written here because libraries give up the whole file at its first record
 * that is too long or never closed; this one names the row, holds no more than one row, and reads on.
 */

/** One row: `line` is where it begins in the file, counted from 1. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

export interface CsvLimits {
  /** In UTF-16 code units, line ends inside quotes included. */
  readonly rowLength: number;
  readonly columns: number;
}

export interface CsvReader {
  /** The rows that this piece of the text completed. */
  push(text: string): CsvRow[];
  /** The row that no line end follows. */
  end(): CsvRow[];
}

/**
 * Empty rows are left out. A byte order mark, CRLF and LF are understood; Excel in many countries separates by
 * semicolons and some programs by tabs, so the first line decides.
 */
export function createCsvReader(limits: CsvLimits): CsvReader {
  let head: string | null = '';
  let separator = ',';
  let rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  /** Where the row begins; where its quote was opened, 0 outside quotes. */
  let startsAt = 1;
  let quoteAt = 0;
  /** A closing quote at the end of a piece may be the first half of a doubled one. */
  let isAfterQuote = false;
  let length = 0;
  /** The row is named already; what is left of its line is passed over. */
  let isGivenUp = false;

  const startRow = () => {
    [cells, cell, length, startsAt, quoteAt] = [[], '', 0, line, 0];
    [isAfterQuote, isGivenUp] = [false, false];
  };

  const giveUp = (problem: string, at = startsAt) => {
    rows.push({ line: at, problem });
    [cells, cell, quoteAt, isAfterQuote, isGivenUp] = [[], '', 0, false, true];
  };

  const endRow = () => {
    if (!isGivenUp) take([...cells, cell]);
    startRow();
  };

  const take = (written: readonly string[]) => {
    const trimmed = written.map((value) => value.trim());
    if (trimmed.length > limits.columns) giveUp(`more than ${limits.columns} columns`);
    else if (trimmed.some((value) => value !== '')) rows.push({ line: startsAt, cells: trimmed });
  };

  /** One character of a row that has quotes or came in several pieces. */
  const step = (character: string) => {
    if (quoteAt > 0 && !isAfterQuote) {
      if (character === '"') isAfterQuote = true;
      else cell += character;
      return;
    }
    if (isAfterQuote) {
      isAfterQuote = false;
      if (character === '"') {
        cell += character;
        return;
      }
      quoteAt = 0;
    }
    if (character === '"' && cell.trim() === '') [cell, quoteAt] = ['', line];
    else if (character !== separator) cell += character;
    else if (cells.push(cell) <= limits.columns) cell = '';
    else giveUp(`more than ${limits.columns} columns`);
  };

  /** A part of one line, without its end. */
  const scan = (part: string) => {
    if (isGivenUp) return;
    length += part.length;
    if (length > limits.rowLength) {
      if (quoteAt === 0 || quoteAt === line) giveUp(`longer than ${limits.rowLength} characters`);
      else giveUp(`a quote is opened and not closed within ${limits.rowLength} characters`, quoteAt);
      return;
    }
    for (let i = 0; i < part.length && !isGivenUp; i += 1) step(part.charAt(i));
  };

  const endLine = () => {
    const isInQuotes = quoteAt > 0 && !isAfterQuote;
    line += 1;
    if (!isInQuotes) return endRow();
    cell += '\n';
    length += 1;
  };

  const read = (text: string) => {
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      const part = text.slice(from, end < 0 ? text.length : end);
      const isPlain = end >= 0 && length === 0 && !isGivenUp && !part.includes('"');
      if (isPlain && part.length <= limits.rowLength) {
        take(part.split(separator, limits.columns + 1));
        line += 1;
        startRow();
      } else {
        scan(part);
        if (end >= 0) endLine();
      }
      from += part.length + 1;
    }
  };

  const given = () => {
    const complete = rows;
    rows = [];
    return complete;
  };

  /** The first line, or as much of it as a row may be long, decides what separates. */
  const beginWith = (text: string) => {
    head = null;
    separator = separatorOf(text.slice(0, limits.rowLength));
    read(text.replace(/^\uFEFF/, ''));
  };

  return {
    push: (text) => {
      if (head === null) read(text);
      else if (text.includes('\n') || head.length + text.length > limits.rowLength) beginWith(head + text);
      else head += text;
      return given();
    },
    end: () => {
      if (head !== null) beginWith(head);
      if (quoteAt > 0 && !isAfterQuote) giveUp('a quote is opened and never closed', quoteAt);
      else if (length > 0) endRow();
      return given();
    },
  };
}

/** The separator that the first line has most of, quoted ones aside; a comma where it has none. */
function separatorOf(source: string): string {
  const first = source.split(/\r?\n/, 1)[0]?.replace(/"[^"]*"/g, '') ?? '';
  const counted = [',', ';', '\t'].map((separator) => ({ separator, count: first.split(separator).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}
