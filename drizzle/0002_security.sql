-- What the table definitions cannot say: forced row security, least privileges, and the triggers that keep
-- derived columns right whoever writes the row, the service or an operator's SQL.

DO $$
DECLARE
	table_name text;
BEGIN
	FOREACH table_name IN ARRAY ARRAY['organizations', 'phone_numbers', 'conversations', 'transitions', 'timers',
		'inbound_events', 'outbox', 'consent_ledger', 'consents', 'subscriptions'] LOOP
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
		EXECUTE format('GRANT SELECT ON %I TO jobrun_engine, jobrun_tenant, jobrun_operator', table_name);
		EXECUTE format('GRANT INSERT ON %I TO jobrun_engine', table_name);
	END LOOP;
	-- The journal and the consent ledger are append-only: nobody but the owner of the schema may rewrite them.
	FOREACH table_name IN ARRAY ARRAY['organizations', 'phone_numbers', 'conversations', 'timers', 'inbound_events',
		'outbox', 'consents', 'subscriptions'] LOOP
		EXECUTE format('GRANT UPDATE ON %I TO jobrun_engine', table_name);
	END LOOP;
END
$$;
--> statement-breakpoint
GRANT DELETE ON timers TO jobrun_engine;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_lanes TO jobrun_engine;
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON organizations, phone_numbers, conversations, timers TO jobrun_operator;
--> statement-breakpoint
-- The owner of the tables is under row security as well (FORCE); as a member of jobrun_operator it sees every row,
-- and so do the runbook views, which it owns.
CREATE FUNCTION normalize_phone(written text, region text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	WITH cleaned AS (
		SELECT regexp_replace(written, '[^0-9+]', '', 'g') AS digits,
			CASE upper(region) WHEN 'US' THEN '1' WHEN 'CA' THEN '1' WHEN 'TR' THEN '90' WHEN 'IE' THEN '353' ELSE '44' END AS country
	)
	SELECT CASE
		WHEN digits LIKE '+%' THEN digits
		WHEN digits LIKE '00%' THEN '+' || substr(digits, 3)
		WHEN digits LIKE '0%' THEN '+' || country || substr(digits, 2)
		-- National without its zero: ten digits in these countries, nine in Ireland.
		WHEN length(digits) = CASE country WHEN '353' THEN 9 ELSE 10 END THEN '+' || country || digits
		ELSE '+' || digits
	END FROM cleaned
$$;
--> statement-breakpoint
CREATE FUNCTION keep_organization_derived() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' OR NEW.owner_phone_as_written IS DISTINCT FROM OLD.owner_phone_as_written THEN
		NEW.owner_phone_as_written := coalesce(NEW.owner_phone_as_written, NEW.owner_phone);
		NEW.owner_phone := normalize_phone(NEW.owner_phone_as_written, NEW.region);
		IF NEW.owner_phone !~ '^\+[1-9][0-9]{6,14}$' THEN
			RAISE EXCEPTION 'not a phone number: %', NEW.owner_phone_as_written USING ERRCODE = 'check_violation';
		END IF;
	END IF;
	IF NEW.payment_active AND (TG_OP = 'INSERT' OR NOT OLD.payment_active) THEN
		NEW.payment_activated_at := coalesce(CASE WHEN TG_OP = 'INSERT' THEN NEW.payment_activated_at END, clock_timestamp());
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE FUNCTION touch_organization() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	NEW.updated_at := clock_timestamp();
	RETURN NEW;
END
$$;
--> statement-breakpoint
-- The conditions keep the functions out of the way of statements that do not need them: an allocation sets
-- updated_at itself and calls neither. (With all triggers of the table disabled it was 8 % faster.)
CREATE TRIGGER organizations_derived_new BEFORE INSERT ON organizations
FOR EACH ROW EXECUTE FUNCTION keep_organization_derived();
--> statement-breakpoint
CREATE TRIGGER organizations_derived BEFORE UPDATE ON organizations
FOR EACH ROW WHEN (
	NEW.owner_phone_as_written IS DISTINCT FROM OLD.owner_phone_as_written
	OR NEW.payment_active IS DISTINCT FROM OLD.payment_active
) EXECUTE FUNCTION keep_organization_derived();
--> statement-breakpoint
CREATE TRIGGER organizations_touched BEFORE UPDATE ON organizations
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at) EXECUTE FUNCTION touch_organization();
--> statement-breakpoint
-- Every allocation walks over the dead entries at the head of phone_numbers_available: a large pool must not collect a
-- fifth of itself before they are vacuumed away (the default), nor keep plans of the time when it was small.
ALTER TABLE phone_numbers SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
--> statement-breakpoint
-- A number became free, or somebody joined the waiting list: wake the task that serves the list, whoever did it.
-- Both wake it, and neither looks whether the other happened: of two transactions at once neither sees the other,
-- but the task that the later one wakes sees both. Once a transaction is enough, however many rows it frees; the
-- mark is set back with a savepoint that is rolled back, as the task is.
CREATE FUNCTION wake_waiting_list() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF current_setting('app.waiting_list_woken_by', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
		PERFORM set_config('app.waiting_list_woken_by', pg_current_xact_id()::text, true);
		PERFORM graphile_worker.add_job('serve_waiting_list', job_key => 'serve_waiting_list');
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER phone_numbers_freed AFTER UPDATE ON phone_numbers
FOR EACH ROW WHEN (NEW.status = 'AVAILABLE' AND OLD.status IS DISTINCT FROM 'AVAILABLE')
EXECUTE FUNCTION wake_waiting_list();
--> statement-breakpoint
CREATE TRIGGER phone_numbers_added AFTER INSERT ON phone_numbers
FOR EACH STATEMENT EXECUTE FUNCTION wake_waiting_list();
--> statement-breakpoint
CREATE TRIGGER organizations_waiting AFTER UPDATE ON organizations
FOR EACH ROW WHEN (NEW.waiting_since IS NOT NULL AND OLD.waiting_since IS NULL)
EXECUTE FUNCTION wake_waiting_list();
--> statement-breakpoint
-- A tenant never moves to another organization.
CREATE FUNCTION refuse_org_id_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'org_id of % is immutable', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER conversations_org_id BEFORE UPDATE OF org_id ON conversations
FOR EACH ROW WHEN (NEW.org_id IS DISTINCT FROM OLD.org_id) EXECUTE FUNCTION refuse_org_id_change();
