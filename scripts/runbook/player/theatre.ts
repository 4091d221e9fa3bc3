/** Where a runbook is played: an empty database, the real service beside the simulator, and everything that is logged. */
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { connect, type Sql } from '../../../src/platform/database/index.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openStage, type Stage } from '../../support/stage.ts';
import { type EmptyDatabase, openEmptyDatabase } from './database.ts';
import { type LogRecord, readRecord } from './documented-log.ts';

export interface TheatreOptions {
  /** A server to make the database on; unset, an embedded one. */
  readonly serverUrl?: string | undefined;
  /** Configuration that differs from the documents', to see the runbook fail. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Theatre {
  readonly database: EmptyDatabase;
  /** The owner of the database, with the runbook's names in front: what an operator's `psql` is. */
  readonly operator: Sql;
  /** Everything the service has logged so far. */
  readonly records: readonly LogRecord[];
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
  let opened: Promise<Stage> | null = null;
  return {
    database,
    operator,
    records,
    isOpen: () => opened !== null,
    stage: () => {
      opened ??= openStage({
        databaseUrl: database.url,
        log,
        env: { MIGRATE_ON_START: 'false', SPOOL_DIR: join(database.folder, 'spool'), ...options.env },
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
