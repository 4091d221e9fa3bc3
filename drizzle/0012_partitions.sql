-- The journal and the messages by month. What was there becomes the first partition, uncopied, under a lock; what has
-- no month of its own (an id that is no UUIDv7, a clock that is wrong) lies in a default partition. The partitions are
-- in a schema of their own, into which no role of the service may look: everybody goes through the table, its
-- policies and its rights.
--
-- The one thing that takes time is the journal's new key, and reading both tables to see that every row fits: 1.5 s a
-- million rows, in which texts wait or are spooled. docs/SCALING.md says how to do both beforehand.
CREATE SCHEMA by_month;
--> statement-breakpoint
-- The first id of a moment: a UUIDv7 begins with its milliseconds (RFC 9562).
CREATE FUNCTION by_month.first_id(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
	SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
--> statement-breakpoint
-- The bound of a table at a moment, as a literal: messages are cut by id, the journal by its time.
CREATE FUNCTION by_month.bound(parent text, moment timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog SET timezone = 'UTC' AS $$
	SELECT CASE parent WHEN 'messages' THEN by_month.first_id(moment)::text ELSE moment::text END
$$;
--> statement-breakpoint
-- Makes what is missing of the months up to three ahead, and takes over rows that the default partition got
-- meanwhile. Made beside the table and then attached, because that lets others read and write; two seconds of waiting
-- for a lock is all it may cost them, else the next round tries again.
CREATE FUNCTION by_month.make() RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
	made text[] := '{}';
	this_month timestamptz := date_trunc('month', now());
	month timestamptz;
	parent text;
	key text;
	partition text;
	lower_bound text;
	upper_bound text;
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtextextended('by_month', 0)) THEN
		RETURN made;
	END IF;
	FOR parent, key IN VALUES ('transitions', 'at'), ('messages', 'id') LOOP
		FOR ahead IN 0..3 LOOP
			month := this_month + make_interval(months => ahead);
			partition := parent || to_char(month, '_YYYY_MM');
			CONTINUE WHEN to_regclass(format('by_month.%I', partition)) IS NOT NULL;
			lower_bound := by_month.bound(parent, month);
			upper_bound := by_month.bound(parent, month + interval '1 month');
			EXECUTE format('CREATE TABLE by_month.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, parent);
			EXECUTE format('WITH moved AS (DELETE FROM public.%I WHERE %I >= %L AND %I < %L RETURNING *)
				INSERT INTO by_month.%I SELECT * FROM moved', parent, key, lower_bound, key, upper_bound, partition);
			EXECUTE format('ALTER TABLE by_month.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', partition);
			EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION by_month.%I FOR VALUES FROM (%L) TO (%L)',
				parent, partition, lower_bound, upper_bound);
			made := made || partition;
		END LOOP;
	END LOOP;
	RETURN made;
END
$$;
--> statement-breakpoint
-- Throws away the months of a table that are over for longer than `kept_months`. Never fewer than three, whoever asks:
-- the service may ask for less history, but cannot be made to destroy what is recent. Detaching without a lock does
-- not go inside a function, nor beside a default partition; dropping takes the lock for milliseconds.
CREATE FUNCTION by_month.drop_old(parent text, kept_months integer) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
	dropped text[] := '{}';
	oldest_kept timestamptz := date_trunc('month', now()) - make_interval(months => kept_months);
	partition text;
BEGIN
	IF parent IS NULL OR parent NOT IN ('transitions', 'messages') THEN
		RAISE EXCEPTION 'not a table that is kept by month: %', parent USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF kept_months IS NULL OR kept_months < 3 THEN
		RAISE EXCEPTION 'three months are kept at least, not %', kept_months USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF NOT pg_try_advisory_xact_lock(hashtextextended('by_month', 0)) THEN
		RETURN dropped;
	END IF;
	FOR partition IN
		SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = to_regclass(format('public.%I', parent)) AND c.relname ~ ('^' || parent || '_\d{4}_\d{2}$')
			AND to_timestamp(right(c.relname, 7), 'YYYY_MM') < oldest_kept
		ORDER BY c.relname
	LOOP
		EXECUTE format('DROP TABLE by_month.%I', partition);
		dropped := dropped || partition;
	END LOOP;
	RETURN dropped;
END
$$;
--> statement-breakpoint
-- Throws away events that were handled, and promises that were settled, longer than `kept_days` ago; the oldest first,
-- `most` of each at a time. Their ids are UUIDv7, so the walk along the key begins with them. What waits or is dead
-- stays. Ninety days at least, whoever asks: providers repeat a delivery for days, and the rows are what recognises it.
CREATE FUNCTION by_month.forget_settled(kept_days integer, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	before timestamptz := now() - make_interval(days => kept_days);
	forgotten integer;
	more integer;
BEGIN
	IF kept_days IS NULL OR kept_days < 90 THEN
		RAISE EXCEPTION 'ninety days are kept at least, not %', kept_days USING ERRCODE = 'invalid_parameter_value';
	END IF;
	DELETE FROM public.inbound_events WHERE id IN (
		SELECT id FROM public.inbound_events
		WHERE id < by_month.first_id(before) AND status = 'handled' AND handled_at < before
		ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED);
	GET DIAGNOSTICS forgotten = ROW_COUNT;
	DELETE FROM public.outbox WHERE id IN (
		SELECT id FROM public.outbox
		WHERE id < by_month.first_id(before) AND status IN ('kept', 'failed', 'suppressed')
			AND coalesce(kept_at, created_at) < before
		ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED);
	GET DIAGNOSTICS more = ROW_COUNT;
	RETURN forgotten + more;
END
$$;
--> statement-breakpoint
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA by_month FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA by_month TO jobrun_engine;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION by_month.make(), by_month.drop_old(text, integer), by_month.forget_settled(integer, integer)
	TO jobrun_engine;
--> statement-breakpoint
-- Both tables at once and in this order, so that no transaction of an older version can stand between them.
LOCK TABLE messages, transitions IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
ALTER TABLE transitions ALTER COLUMN id DROP IDENTITY;
--> statement-breakpoint
CREATE SEQUENCE by_month.transitions_id_seq;
--> statement-breakpoint
SELECT setval('by_month.transitions_id_seq', coalesce(max(id), 0) + 1, false) FROM transitions;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE by_month.transitions_id_seq TO jobrun_engine;
--> statement-breakpoint
ALTER TABLE transitions ALTER COLUMN id SET DEFAULT nextval('by_month.transitions_id_seq'::regclass);
--> statement-breakpoint
-- There already where somebody made it beforehand, without a lock.
CREATE UNIQUE INDEX IF NOT EXISTS transitions_id_at ON transitions (id, at);
--> statement-breakpoint
ALTER TABLE transitions DROP CONSTRAINT transitions_pkey,
	ADD CONSTRAINT transitions_id_at_pk PRIMARY KEY USING INDEX transitions_id_at;
--> statement-breakpoint
-- A key over all months must name the month. One retry a text is now said by its id, which is made of the text's own
-- (src/messages/retry-id.ts).
DROP INDEX messages_retry_of;
--> statement-breakpoint
DO $$
DECLARE
	month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
	next_month timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
	parent text;
	key text;
	primary_key text;
	first_name text;
	upper_bound text;
	old record;
BEGIN
	-- A CHECK that somebody validated beforehand then spares the reading of the table.
	PERFORM set_config('constraint_exclusion', 'on', true);
	FOR parent, key, primary_key IN VALUES
		('transitions', 'at', 'CONSTRAINT transitions_id_at_pk PRIMARY KEY (id, at)'),
		('messages', 'id', 'CONSTRAINT messages_pkey PRIMARY KEY (id)')
	LOOP
		first_name := parent || to_char(month, '_YYYY_MM');
		upper_bound := by_month.bound(parent, next_month);
		EXECUTE format('ALTER TABLE public.%I SET SCHEMA by_month', parent);
		EXECUTE format('ALTER TABLE by_month.%I RENAME TO %I', parent, first_name);
		FOR old IN
			SELECT c.relname AS name FROM pg_index JOIN pg_class c ON c.oid = indexrelid
			WHERE indrelid = format('by_month.%I', first_name)::regclass
		LOOP
			EXECUTE format('ALTER INDEX by_month.%I RENAME TO %I', old.name, replace(old.name, parent, first_name));
		END LOOP;
		EXECUTE format('CREATE TABLE public.%I (LIKE by_month.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS, %s) PARTITION BY RANGE (%I)',
			parent, first_name, primary_key, key);
		-- It held for what was there, not for the months to come.
		EXECUTE format('ALTER TABLE public.%I DROP CONSTRAINT IF EXISTS %I', parent, parent || '_month');
		EXECUTE format('CREATE TABLE by_month.%I PARTITION OF public.%I DEFAULT', parent || '_default', parent);
		-- What does not fit into the first partition: an id that is no UUIDv7, a moment of a clock that is wrong.
		EXECUTE format('WITH moved AS (DELETE FROM by_month.%I WHERE %I >= %L RETURNING *) INSERT INTO public.%I SELECT * FROM moved',
			first_name, key, upper_bound, parent);
		EXECUTE format('REVOKE ALL ON by_month.%I FROM jobrun_engine, jobrun_tenant, jobrun_operator', first_name);
		FOR old IN SELECT policyname AS name FROM pg_policies WHERE schemaname = 'by_month' AND tablename = first_name LOOP
			EXECUTE format('DROP POLICY %I ON by_month.%I', old.name, first_name);
		END LOOP;
		EXECUTE format('ALTER TABLE by_month.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', parent || '_default');
		EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', parent);
		EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION by_month.%I FOR VALUES FROM (MINVALUE) TO (%L)',
			parent, first_name, upper_bound);
		EXECUTE format('ALTER TABLE by_month.%I DROP CONSTRAINT IF EXISTS %I', first_name, parent || '_month');
		EXECUTE format('GRANT SELECT ON public.%I TO jobrun_engine, jobrun_tenant, jobrun_operator', parent);
	END LOOP;
	PERFORM set_config('constraint_exclusion', 'partition', true);
END
$$;
--> statement-breakpoint
GRANT INSERT ON transitions TO jobrun_engine;
--> statement-breakpoint
GRANT INSERT, UPDATE ON messages TO jobrun_engine;
--> statement-breakpoint
CREATE INDEX "transitions_conversation" ON "transitions" USING btree ("conversation_id","step");--> statement-breakpoint
CREATE INDEX "messages_thread" ON "messages" USING btree ("org_id","their_number","created_at");--> statement-breakpoint
CREATE INDEX "messages_provider_id" ON "messages" USING btree ("provider_id") WHERE provider_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_no_end" ON "messages" USING btree ("created_at") WHERE direction = 'outbound' AND ended_at IS NULL;--> statement-breakpoint
CREATE POLICY "transitions_engine" ON "transitions" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "transitions_tenant" ON "transitions" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "messages_engine" ON "messages" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "messages_tenant" ON "messages" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
-- The months ahead.
SELECT by_month.make();
