-- Forced row security and least privileges for the tables of missed calls, as drizzle/0002 has them for the others.
DO $$
DECLARE
	table_name text;
BEGIN
	FOREACH table_name IN ARRAY ARRAY['calls', 'contacts', 'enquiries', 'conversation_usage', 'messages',
		'provider_exchanges'] LOOP
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
		EXECUTE format('GRANT SELECT ON %I TO jobrun_engine, jobrun_tenant, jobrun_operator', table_name);
		EXECUTE format('GRANT INSERT, UPDATE ON %I TO jobrun_engine', table_name);
	END LOOP;
END
$$;
--> statement-breakpoint
-- The log of the wire is kept for seven days and then thrown away.
GRANT DELETE ON provider_exchanges TO jobrun_engine;
--> statement-breakpoint
GRANT DELETE ON contacts TO jobrun_engine;
