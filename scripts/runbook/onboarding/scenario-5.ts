/** Scenario 5: three organizations at the same moment get three different numbers. */
import type { PrintedRow, Scene } from '../player/script.ts';
import { results, rows, script, sql } from '../player/steps.ts';

const CLIENTS = ['race-client-1', 'race-client-2', 'race-client-3'];

const isEachDifferent = (values: readonly unknown[]) =>
  values.length === CLIENTS.length &&
  values.every((value) => /^\+4471111111\d\d$/.test(String(value))) &&
  new Set(values).size === values.length;

const haveDifferentNumbers = (found: readonly PrintedRow[]) =>
  found.map(({ id }) => id).join() === CLIENTS.join() &&
  isEachDifferent(found.map(({ twilioNumber }) => twilioNumber));

export const scenario5: Scene = {
  title: 'Test Scenario 5: Concurrent Allocation (Race Condition Test)',
  goal: 'Verify FOR UPDATE SKIP LOCKED prevents race conditions',
  steps: [
    sql(`UPDATE twilio_number_pool SET status = 'AVAILABLE', "client_id" = NULL, "assigned_at" = NULL;`),
    sql(`INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive")
VALUES
  ('race-client-1', 'Race Test 1', 'UK', '447900000101', true),
  ('race-client-2', 'Race Test 2', 'UK', '447900000102', true),
  ('race-client-3', 'Race Test 3', 'UK', '447900000103', true);`),
    script('pool-allocate', CLIENTS),
    results('all 3 allocations succeed, each with a DIFFERENT number', {
      rule: '3 results with success: true, for the 3 clients, with 3 different numbers',
      holds: (found) =>
        found.every(({ success }) => success === true) &&
        found
          .map(({ clientId }) => clientId)
          .sort()
          .join() === CLIENTS.join() &&
        isEachDifferent(found.map(({ phoneE164 }) => phoneE164)),
    }),
    rows(
      'Each client has unique number',
      `SELECT id, "twilioNumber" FROM clients WHERE id LIKE 'race-client-%' ORDER BY id;`,
      { rule: '3 rows, all with different twilioNumbers', holds: haveDifferentNumbers },
    ),
    rows('Pool has 3 assigned', `SELECT COUNT(*) FROM twilio_number_pool WHERE status = 'ASSIGNED';`, [
      { count: 3 },
    ]),
    rows(
      'Pool shows 3 ASSIGNED, 7 AVAILABLE',
      `SELECT status, COUNT(*) FROM twilio_number_pool GROUP BY status;`,
      [
        { status: 'ASSIGNED', count: 3 },
        { status: 'AVAILABLE', count: 7 },
      ],
    ),
    rows(
      'No duplicate client_id in pool',
      `SELECT "client_id", COUNT(*) FROM twilio_number_pool
WHERE "client_id" IS NOT NULL
GROUP BY "client_id"
HAVING COUNT(*) > 1;`,
      [],
    ),
  ],
};
