/** Where a runbook is played: an empty database, the real service beside the simulator, and everything that is logged. */
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Clock } from '../../../src/platform/clock.ts';
import { connect, type Sql } from '../../../src/platform/database/index.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openStage, type Stage } from '../../support/stage.ts';
import { type EmptyDatabase, openEmptyDatabase } from './database.ts';
import { type LogRecord, readRecord } from './documented-log.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface TheatreOptions {
  /** A server to make the database on; unset, an embedded one. */
  readonly serverUrl?: string | undefined;
  /** What the placeholders of the document stand for. */
  readonly placeholders?: Readonly<Record<string, string>> | undefined;
  /** The hour (UTC) that the service's clock shows at the beginning; unset: the real one. */
  readonly hour?: number | undefined;
  /** The document's configuration, and what differs from it to see the runbook fail. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Theatre {
  readonly database: EmptyDatabase;
  /** The owner of the database, with the runbook's names in front: what an operator's `psql` is. */
  readonly operator: Sql;
  /** Everything the service has logged so far. */
  readonly records: readonly LogRecord[];
  /** Puts the words in place of the document's placeholders. */
  fill(text: string): string;
  /** From now on `placeholder` stands for `word`. */
  setWord(placeholder: string, word: string): void;
  /** Has the service been needed yet? */
  isOpen(): boolean;
  /** The service and the simulator, opened when they are first needed. */
  stage(): Promise<Stage>;
  close(): Promise<void>;
}

export async function openTheatre(options: TheatreOptions): Promise<Theatre> {
  const database = await openEmptyDatabase(options.serverUrl);
  const url = new URL(database.url);
  url.searchParams.set('search_path', 'runbook,public');
  const operator = connect({ url: url.href, max: 2, applicationName: 'jobrun-runbook' });
  const records: LogRecord[] = [];
  const log = openLog({ format: 'json', level: 'info', stream: recordsInto(records) });
  const words = new Map(Object.entries(options.placeholders ?? {}));
  const fill = (text: string) =>
    [...words].reduce((filled, [placeholder, word]) => filled.replaceAll(placeholder, () => word), text);
  const env = Object.fromEntries(
    Object.entries(options.env ?? {}).map(([name, value]) => [name, fill(value)]),
  );
  let opened: Promise<Stage> | null = null;
  return {
    database,
    operator,
    records,
    fill,
    setWord: (placeholder, word) => void words.set(placeholder, word),
    isOpen: () => opened !== null,
    stage: () => {
      opened ??= openStage({
        databaseUrl: database.url,
        log,
        ...(options.hour === undefined ? {} : { clock: clockAt(options.hour) }),
        env: { MIGRATE_ON_START: 'false', SPOOL_DIR: join(database.folder, 'spool'), ...env },
      }).then(async (stage) => {
        await stage.connectNumbers();
        return stage;
      });
      return opened;
    },
    close: async () => {
      await (await opened?.catch(() => null))?.close();
      await operator.end({ timeout: 5 });
      await database.close();
    },
  };
}

/** Runs as the real one does, from the next time that it is that hour: never behind the database's own clock. */
function clockAt(hour: number): Clock {
  const real = Date.now();
  const today = new Date(real).setUTCHours(hour, 0, 0, 0);
  const offsetMs = (today < real ? today + DAY_MS : today) - real;
  return { now: () => new Date(Date.now() + offsetMs) };
}

/** Pino writes one whole record at a time. */
function recordsInto(records: LogRecord[]): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      for (const line of String(chunk).split('\n')) {
        const record = readRecord(line);
        if (record) records.push(record);
      }
      done();
    },
  });
}
