/** A log that keeps its records, so that a test can read what an operator would. */
import { Writable } from 'node:stream';
import { type Log, openLog } from '../../src/platform/log.ts';

export interface LogRecord {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface LogCatcher {
  readonly log: Log;
  /** Every byte that was written. */
  text(): string;
  /** The records whose message contains `msg`. */
  records(msg?: string): LogRecord[];
}

export function catchLog(level = 'debug'): LogCatcher {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return {
    log: openLog({ format: 'json', level, stream }),
    text: () => text,
    records: (msg = '') =>
      text
        .split('\n')
        .filter(Boolean)
        .map(parseRecord)
        .filter((record) => record.msg.includes(msg)),
  };
}

/** Safe because only our own log writes into the stream, one JSON object a line. */
function parseRecord(line: string): LogRecord {
  return { msg: '', ...(JSON.parse(line) as object) } as LogRecord;
}
