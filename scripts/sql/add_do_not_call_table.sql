-- The do-not-call table of the outbound runbook (§2), for whoever runs that runbook by hand. May be run any number of
-- times. The table and the triggers that keep it in step with the consent ledger come with the migrations: a table
-- made here without them would block nobody, so this says so instead of making one.
DO $$
BEGIN
	IF to_regclass('public.do_not_call') IS NULL THEN
		RAISE EXCEPTION 'the table do_not_call does not exist yet' USING HINT = 'npm run db:migrate makes it';
	END IF;
END
$$;

CREATE OR REPLACE VIEW runbook."DoNotCall" AS
SELECT id,
	org_id AS "businessId",
	phone AS "phoneE164",
	source,
	created_at AS "createdAt"
FROM public.do_not_call;

GRANT SELECT, INSERT, UPDATE, DELETE ON runbook."DoNotCall" TO jobrun_operator;
