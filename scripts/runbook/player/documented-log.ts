/** Log records and the documents' way of printing them: reads both, so that they can be compared by name and by byte. */
import { prettyLine } from '../../../src/platform/log.ts';
import { ANY_TIME } from './script.ts';

export interface LogRecord {
  readonly msg: string;
  /** The fields of an object line, without what every record carries. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** As `LOG_FORMAT=pretty` prints it, its moments replaced by the documents' wildcard. */
  readonly printed: string;
}

/** Null for a line that is no log record. */
export function readRecord(json: string): LogRecord | null {
  const parsed = readObject(json);
  if (!parsed || typeof parsed.msg !== 'string' || !('level' in parsed)) return null;
  const { msg, level: _level, time: _time, ...fields } = parsed;
  return { msg, fields, printed: withoutMoments(prettyLine(json)) };
}

/** Null for a line that is no JSON object. */
export function readObject(json: string): Record<string, unknown> | null {
  if (!json.startsWith('{')) return null;
  try {
    // A text that starts with a brace and parses is an object.
    return JSON.parse(json) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The service's own operational records have dotted lower-case names (`service.started`); documented lines never do. */
export function isDocumented({ msg }: LogRecord): boolean {
  return !/^[a-z]/.test(msg);
}

/** What a script printed as lines instead of records. */
export function readPrinted(text: string): LogRecord[] {
  const block = withoutMoments(text.trimEnd());
  return block === '' ? [] : readDocumentedBlock(block);
}

/** An ISO 8601 moment as `toISOString` writes it. */
const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

function withoutMoments(text: string): string {
  return text.replaceAll(new RegExp(`'${MOMENT.source}'`, 'g'), `'${ANY_TIME}'`);
}

/** Cuts a documented block into its records: an object line is a name and its fields, on one line or on several. */
export function readDocumentedBlock(block: string): LogRecord[] {
  const records: LogRecord[] = [];
  const lines = block.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const end = /^[A-Z_]+ \{$/.test(lines[at] ?? '') ? lines.indexOf('}', at) : at;
    const printed = lines.slice(at, end + 1).join('\n');
    const [, name, inner] = /^([A-Z_]+) \{\s(.*)\s\}$/s.exec(printed) ?? [];
    records.push({ msg: name ?? printed, fields: readFields(inner ?? ''), printed });
    at = end;
  }
  return records;
}

function readFields(inner: string): Record<string, string> {
  const found = inner.matchAll(/(\w+): '([^']*)'/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}

/** Same name, same fields in the same order, `'...'` for any moment. */
export function isSameRecord(documented: LogRecord, actual: LogRecord): boolean {
  const expected = Object.entries(documented.fields);
  const found = Object.entries(actual.fields);
  return (
    documented.msg === actual.msg &&
    expected.length === found.length &&
    expected.every(([name, value], at) => {
      const [foundName, foundValue] = found[at] ?? [];
      return name === foundName && (value === foundValue || (value === ANY_TIME && isMoment(foundValue)));
    })
  );
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && new RegExp(`^${MOMENT.source}$`).test(value);
}
