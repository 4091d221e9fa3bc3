-- Every SQL statement of the test plan "Twilio number pool + payment gate", in its order and as it is written there.
-- A line that begins with two equals signs names the section of the plan.

-- == Setup Instructions / 2. Seed Number Pool
SELECT phone_e164, status, client_id FROM twilio_number_pool;

-- == Test Scenario 1: Payment Inactive (No Allocation) / Steps
INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive", "twilioNumber")
VALUES ('test-client-1', 'Test Business', 'UK', '447900000001', false, NULL);

-- == Test Scenario 1: Payment Inactive (No Allocation) / Expected DB State
-- Client should NOT have twilioNumber assigned
SELECT id, "twilioNumber", "paymentActive" FROM clients WHERE id = 'test-client-1';
-- Result: twilioNumber = NULL, paymentActive = false

-- OnboardingState should still be at S5_CONFIRM_LIVE
SELECT "clientId", "currentState" FROM onboarding_states WHERE "client_id" = 'test-client-1';
-- Result: currentState = 'S5_CONFIRM_LIVE'

-- Pool should still have 10 available numbers
SELECT COUNT(*) FROM twilio_number_pool WHERE status = 'AVAILABLE';
-- Result: 10

-- == Test Scenario 2: Payment Active (Successful Allocation) / Steps
UPDATE clients SET "paymentActive" = true WHERE id = 'test-client-1';

-- == Test Scenario 2: Payment Active (Successful Allocation) / Expected DB State
-- Client should have twilioNumber assigned
SELECT id, "twilioNumber", "paymentActive" FROM clients WHERE id = 'test-client-1';
-- Result: twilioNumber = '+447111111111', paymentActive = true

-- Pool should have 1 ASSIGNED, 9 AVAILABLE
SELECT status, COUNT(*) FROM twilio_number_pool GROUP BY status;
-- Result: ASSIGNED=1, AVAILABLE=9

-- Pool record should be linked to client
SELECT "phoneE164", status, "client_id" FROM twilio_number_pool WHERE status = 'ASSIGNED';
-- Result: phoneE164 = '+447111111111', status = 'ASSIGNED', client_id = 'test-client-1'

-- OnboardingState should be at S6_PHONE_TYPE or beyond
SELECT "clientId", "currentState" FROM onboarding_states WHERE "client_id" = 'test-client-1';
-- Result: currentState = 'S6_PHONE_TYPE' (or later)

-- == Test Scenario 3: Pool Empty / Steps
UPDATE twilio_number_pool SET status = 'ASSIGNED', "client_id" = 'dummy-client', "assigned_at" = NOW();

-- == Test Scenario 3: Pool Empty / Steps
INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive", "twilioNumber")
VALUES ('test-client-2', 'Test Business 2', 'UK', '447900000002', true, NULL);

-- == Test Scenario 3: Pool Empty / Expected DB State
-- Client should NOT have twilioNumber
SELECT id, "twilioNumber", "paymentActive" FROM clients WHERE id = 'test-client-2';
-- Result: twilioNumber = NULL, paymentActive = true

-- OnboardingState should still be at S5_CONFIRM_LIVE
SELECT "clientId", "currentState" FROM onboarding_states WHERE "client_id" = 'test-client-2';
-- Result: currentState = 'S5_CONFIRM_LIVE'

-- Pool should have 0 available
SELECT COUNT(*) FROM twilio_number_pool WHERE status = 'AVAILABLE';
-- Result: 0

-- == Test Scenario 4: Idempotency (Retry After Allocation) / Steps
UPDATE twilio_number_pool SET status = 'AVAILABLE', "client_id" = NULL, "assigned_at" = NULL;

-- == Test Scenario 4: Idempotency (Retry After Allocation) / Steps
SELECT id, "twilioNumber" FROM clients WHERE id = 'test-client-1';
-- Should show: twilioNumber = '+447111111111'

-- == Test Scenario 4: Idempotency (Retry After Allocation) / Expected DB State
-- Client should STILL have same number
SELECT id, "twilioNumber" FROM clients WHERE id = 'test-client-1';
-- Result: twilioNumber = '+447111111111'

-- Pool should NOT have duplicate assignments
SELECT COUNT(*) FROM twilio_number_pool WHERE "client_id" = 'test-client-1';
-- Result: 1

-- == Test Scenario 5: Concurrent Allocation (Race Condition Test) / Steps
UPDATE twilio_number_pool SET status = 'AVAILABLE', "client_id" = NULL, "assigned_at" = NULL;

-- == Test Scenario 5: Concurrent Allocation (Race Condition Test) / Steps
INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive")
VALUES
  ('race-client-1', 'Race Test 1', 'UK', '447900000101', true),
  ('race-client-2', 'Race Test 2', 'UK', '447900000102', true),
  ('race-client-3', 'Race Test 3', 'UK', '447900000103', true);

-- == Test Scenario 5: Concurrent Allocation (Race Condition Test) / Expected DB State
-- Each client has unique number
SELECT id, "twilioNumber" FROM clients WHERE id LIKE 'race-client-%' ORDER BY id;
-- Result: 3 rows, all with different twilioNumbers

-- Pool has 3 assigned
SELECT COUNT(*) FROM twilio_number_pool WHERE status = 'ASSIGNED';
-- Result: 3

-- No duplicate client_id in pool
SELECT "client_id", COUNT(*) FROM twilio_number_pool
WHERE "client_id" IS NOT NULL
GROUP BY "client_id"
HAVING COUNT(*) > 1;
-- Result: 0 rows (no duplicates)

-- == Test Scenario 6: Forwarding Instructions Without Number / Steps
INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive", "twilioNumber")
VALUES ('test-client-no-number', 'No Number Test', 'UK', '447900000999', true, NULL);

-- == Test Scenario 6: Forwarding Instructions Without Number / Steps
INSERT INTO onboarding_states ("client_id", "current_state", "collected_fields")
VALUES ('test-client-no-number', 'S6_PHONE_TYPE', '{}');

-- == Test Scenario 6: Forwarding Instructions Without Number / Expected DB State
-- State should be rolled back to S6_PHONE_TYPE
SELECT "clientId", "current_state" FROM onboarding_states WHERE "client_id" = 'test-client-no-number';
-- Result: currentState = 'S6_PHONE_TYPE'

-- == Monitoring Queries / Check Pool Health
-- Overall pool status
SELECT
  status,
  COUNT(*) as count,
  ROUND(COUNT(*) * 100.0 / SUM(COUNT(*)) OVER (), 2) as percentage
FROM twilio_number_pool
GROUP BY status;

-- == Monitoring Queries / Find Clients Waiting for Numbers
-- Clients with paymentActive but no twilioNumber
SELECT id, "businessName", "phoneNumber", "paymentActive", "twilioNumber", "createdAt"
FROM clients
WHERE "paymentActive" = true AND "twilioNumber" IS NULL
ORDER BY "createdAt" ASC;

-- == Monitoring Queries / Check Recent Allocations
SELECT
  p."phoneE164",
  p."client_id",
  c."businessName",
  c."phoneNumber" as owner_phone,
  p."assigned_at"
FROM twilio_number_pool p
JOIN clients c ON c.id = p."client_id"
WHERE p.status = 'ASSIGNED'
ORDER BY p."assigned_at" DESC
LIMIT 10;

-- == Monitoring Queries / Audit Onboarding Blocks
-- Check for clients stuck at S5 (payment gate)
SELECT
  c.id,
  c."businessName",
  c."phoneNumber",
  c."paymentActive",
  o."current_state",
  o."updated_at"
FROM clients c
JOIN onboarding_states o ON o."client_id" = c.id
WHERE o."current_state" = 'S5_CONFIRM_LIVE'
ORDER BY o."updated_at" DESC;
