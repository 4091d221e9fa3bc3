/** Boxes 1 to 3: the flags are set, the log says so when the service starts, and the do-not-call table is there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/platform/root.ts';
import { ANY_TIME, type Scene } from '../player/script.ts';
import { grep, rows, sql } from '../player/steps.ts';
import { BUSINESS } from './people.ts';

export const environment: Scene = {
  title: '[1] The environment is set',
  goal: 'PHONE_OUTBOUND_V1_ENABLED=true, and somebody on the canary list',
  steps: [grep('  PHONE_OUTBOUND_V1_ENABLED     = true'), grep(`[${BUSINESS}] (1 entries)`)],
};

export const startUpLog: Scene = {
  title: '[2] The log shows the flags at the start',
  goal: 'The block as documented, to the byte',
  steps: [
    grep('[feature-flags] PHONE V1 startup config:', [
      '  PHONE_OUTBOUND_V1_ENABLED     = true',
      '  PHONE_INBOUND_ENABLED          = false',
      '  PHONE_OUTBOUND_V1_CLASSIFIER   = KEYWORD_ONLY',
      `  PHONE_OUTBOUND_V1_CANARY_IDS   = [${BUSINESS}] (1 entries)`,
    ]),
  ],
};

/** The document's `\i …/add_do_not_call_table.sql`. */
const addTable = readFileSync(join(packageRoot, 'scripts/sql/add_do_not_call_table.sql'), 'utf8');

export const table: Scene = {
  title: '[3] The table "DoNotCall" is there',
  goal: 'The migration may run again; a row goes in, is seen, and goes out',
  steps: [
    sql(addTable),
    sql(addTable),
    rows('1 row', `SELECT table_name FROM information_schema.tables WHERE table_name = 'DoNotCall';`, [
      { table_name: 'DoNotCall' },
    ]),
    sql(`INSERT INTO "DoNotCall" (id, "businessId", "phoneE164", source)
VALUES ('test_dnc_1', <BUSINESS_ID>, '+905559999999', 'MANUAL_TEST')
ON CONFLICT ("businessId", "phoneE164") DO NOTHING;`),
    rows('the entry', `SELECT * FROM "DoNotCall" WHERE "phoneE164" = '+905559999999';`, [
      {
        ...{ id: 'test_dnc_1', businessId: BUSINESS, phoneE164: '+905559999999', source: 'MANUAL_TEST' },
        createdAt: ANY_TIME,
      },
    ]),
    sql(`DELETE FROM "DoNotCall" WHERE id = 'test_dnc_1';`),
    rows('gone again', `SELECT * FROM "DoNotCall" WHERE "phoneE164" = '+905559999999';`, []),
  ],
};
