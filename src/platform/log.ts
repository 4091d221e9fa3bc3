/** Structured logs: JSON records, or lines as the documents show them. Secrets never get this far, and are redacted. */
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { destination, type Logger, pino } from 'pino';
import { maskSecrets } from './mask-secrets.ts';

export type Log = Logger;

/** One line that the documents promise, in its order; its fields are the record's fields. */
export interface DocumentedLine {
  readonly line: string;
  readonly level?: 'info' | 'warn' | 'error' | undefined;
  readonly fields?: Record<string, unknown> | undefined;
}

export interface LogOptions {
  readonly format: 'json' | 'pretty';
  readonly level: string;
  /** Where the lines go; standard output by default. Tests pass a stream of their own. */
  readonly stream?: Writable;
}

/** 8 KiB or 50 ms: a write of its own for every line cost a tenth of the time of a text. */
const BUFFER_BYTES = 8_192;
const FLUSH_EVERY_MS = 50;

export function openLog(options: LogOptions): Log {
  const stream =
    options.stream ??
    destination({ fd: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_EVERY_MS });
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: redact },
    serializers: { err: describeError },
  };
  return pino(settings, options.format === 'pretty' ? prettyInto(stream) : stream);
}

/** Names of fields that hold credentials, in any spelling: `authToken`, `webhook_token`, `Authorization` … */
const SECRET_NAME = /(?:token|secret|password|authorization|api_?key|cookie)s?$/i;
/** 8 levels: our records have two; what is deeper is somebody else's object and not worth a log line. */
const DEEPEST = 8;

/**
 * Replaces credentials at any depth. By hand, because pino's own redaction wants a path for every depth. Errors are
 * left to `describeError`, and objects with a class of their own to their `toJSON`.
 */
function redact(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) ? '[redacted]' : redactValue(value, depth),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deep]';
  if (Array.isArray(value)) return value.map((one: unknown) => redactValue(one, depth + 1));
  return isPlain(value) ? redact(value, depth + 1) : value;
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * An error by its kind, its words and its causes. None of its own fields but the code: an error of an HTTP client
 * carries the whole request, credentials included.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error))
    return typeof error === 'string' ? maskSecrets(error) : redactValue(error, 0);
  const { cause } = error;
  return {
    type: error.name,
    message: maskSecrets(error.message),
    ...('code' in error ? { code: error.code } : {}),
    stack: maskSecrets(error.stack ?? ''),
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
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
  const stack = isErrorRecord(err) ? `\n${describeStack(err)}` : '';
  const mark = level === 'error' && stack ? 'error: ' : '';
  return `${mark}${String(msg ?? '')}${object}${stack}`;
}

interface ErrorRecord {
  readonly message: string;
  readonly stack?: string;
  readonly cause?: unknown;
}

function isErrorRecord(value: unknown): value is ErrorRecord {
  return typeof value === 'object' && value !== null && 'message' in value;
}

function describeStack({ stack, message, cause }: ErrorRecord): string {
  const own = stack || message;
  return isErrorRecord(cause) ? `${own}\ncaused by: ${describeStack(cause)}` : own;
}
