/** The flags of voice calls: how they are read, and the block in the log, to the byte. */
import { expect, test } from 'vitest';
import { loadConfig, phoneFlagLines } from '../../src/platform/config/index.ts';
import { cloneDatabase } from '../support/database.ts';
import { completeEnv, startProcess } from '../support/process.ts';

const flags = (env: Record<string, string>) => loadConfig({ ...completeEnv('postgres://x/y'), ...env });
const lines = (env: Record<string, string>) => phoneFlagLines(flags(env)).map(({ line }) => line);

test('nothing set: no outbound call, nobody on the list', () => {
  expect(lines({})).toEqual([
    '[feature-flags] PHONE V1 startup config:',
    '  PHONE_OUTBOUND_V1_ENABLED     = false',
    '  PHONE_INBOUND_ENABLED          = true',
    '  PHONE_OUTBOUND_V1_CLASSIFIER   = KEYWORD_ONLY',
    '  PHONE_OUTBOUND_V1_CANARY_IDS   = [] (0 entries)',
  ]);
});

test.each(['TRUE', '1', 'yes', 'on', 'tru', 'true,'])('%s does not enable outbound calls', (word) => {
  expect(flags({ PHONE_OUTBOUND_V1_ENABLED: word }).PHONE_OUTBOUND_V1_ENABLED).toBe(false);
});

test('an unknown classifier is the one by keywords', () => {
  const { PHONE_OUTBOUND_V1_CLASSIFIER_MODE: mode } = flags({ PHONE_OUTBOUND_V1_CLASSIFIER_MODE: 'LLM' });
  expect(mode).toBe('KEYWORD_ONLY');
});

test('the canary list is trimmed, and its entries are whole ids', () => {
  const { PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: ids } = flags({
    PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: ' 1, 2 ,,org with blanks,',
  });
  expect(ids).toEqual(['1', '2', 'org with blanks']);
  expect(lines({ PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: '1, 2' }).at(-1)).toBe(
    '  PHONE_OUTBOUND_V1_CANARY_IDS   = [1, 2] (2 entries)',
  );
});

test('the process prints the documented block to the byte, and as records in JSON', {
  timeout: 60_000,
}, async () => {
  const db = await cloneDatabase();
  const documented = {
    PHONE_OUTBOUND_V1_ENABLED: 'true',
    PHONE_INBOUND_ENABLED: 'false',
    PHONE_OUTBOUND_V1_CLASSIFIER_MODE: 'KEYWORD_ONLY',
    PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: '42',
  };
  const block = `[feature-flags] PHONE V1 startup config:
  PHONE_OUTBOUND_V1_ENABLED     = true
  PHONE_INBOUND_ENABLED          = false
  PHONE_OUTBOUND_V1_CLASSIFIER   = KEYWORD_ONLY
  PHONE_OUTBOUND_V1_CANARY_IDS   = [42] (1 entries)
`;
  for (const format of ['pretty', 'json']) {
    const service = await startProcess({ ...completeEnv(db.url), ...documented, LOG_FORMAT: format });
    try {
      await expect.poll(service.output, { timeout: 20_000 }).toContain('service.started');
      const records = service
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'));
      const printed =
        format === 'pretty'
          ? service.output()
          : records.map((line) => `${(JSON.parse(line) as { msg: string }).msg}\n`).join('');
      expect(printed.startsWith(block)).toBe(true);
    } finally {
      await service.close();
    }
  }
  await db.drop();
});
