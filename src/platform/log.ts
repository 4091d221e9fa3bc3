/** Structured logs: JSON records, or lines as the documents show them. Secrets never get this far, and are redacted. */
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { destination, type Logger, pino } from 'pino';

export type Log = Logger;

/** One line that the documents promise, in its order; its fields are the record's fields. */
export interface DocumentedLine {
  readonly line: string;
  readonly level?: 'info' | 'warn' | 'error' | undefined;
  readonly fields?: Record<string, unknown> | undefined;
}

const REDACTED = [
  'authToken',
  'token',
  'secret',
  'password',
  'authorization',
  'webhook_token',
  'payToken',
  'apiKey',
  '*.authToken',
  '*.token',
  '*.secret',
  '*.password',
  '*.authorization',
  '*.webhook_token',
  '*.payToken',
  '*.apiKey',
];

export interface LogOptions {
  readonly format: 'json' | 'pretty';
  readonly level: string;
  /** Where the lines go; standard output by default. Tests pass a stream of their own. */
  readonly stream?: Writable;
}

export function openLog(options: LogOptions): Log {
  const stream = options.stream ?? destination({ fd: 1, sync: false });
  const settings = {
    level: options.level,
    redact: { paths: REDACTED, censor: '[redacted]' },
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(settings, options.format === 'pretty' ? prettyInto(stream) : stream);
}

/** Writes documented lines; an absent fields object gives a bare line. */
export function say(log: Log, lines: readonly DocumentedLine[]): void {
  for (const { line, level = 'info', fields } of lines) log[level](fields ?? {}, line);
}

function prettyInto(target: { write(text: string): unknown }): Writable {
  return new Writable({
    decodeStrings: false,
    write(record: string | Buffer, _encoding, done) {
      for (const line of String(record).split('\n')) if (line) target.write(`${prettyLine(line)}\n`);
      done();
    },
  });
}

/** The documents print up to four fields on the line and more of them one a line, as `console.log` does. */
const FIELDS_ON_ONE_LINE = 4;

/** One record as the documents show it: the message, then its fields as an object literal. */
export function prettyLine(json: string): string {
  const { level, time: _time, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const names = Object.keys(fields);
  const isLong = names.length > FIELDS_ON_ONE_LINE;
  const object =
    names.length === 0
      ? ''
      : ` ${inspect(fields, { breakLength: isLong ? 80 : Number.POSITIVE_INFINITY, compact: !isLong, depth: 6 })}`;
  const stack = isErrorRecord(err) ? `\n${err.stack ?? err.message}` : '';
  const mark = level === 'error' && stack ? 'error: ' : '';
  return `${mark}${String(msg ?? '')}${object}${stack}`;
}

function isErrorRecord(value: unknown): value is { message: string; stack?: string } {
  return typeof value === 'object' && value !== null && 'message' in value;
}
