-- The three roles of the service. Roles belong to the whole server, so another database may have made them already.
DO $$
DECLARE
	role_name text;
BEGIN
	FOREACH role_name IN ARRAY ARRAY['jobrun_engine', 'jobrun_tenant', 'jobrun_operator'] LOOP
		BEGIN
			EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
		EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
		END;
		-- Whoever migrates may act as each of them: the service connects as this login and becomes the role. Asked is for
		-- USAGE: since PostgreSQL 16 the maker of a role is a MEMBER that may neither use nor become it.
		IF NOT pg_has_role(current_user, role_name, 'USAGE') THEN
			BEGIN
				EXECUTE format('GRANT %I TO %I', role_name, current_user);
			EXCEPTION WHEN insufficient_privilege THEN
				RAISE EXCEPTION '% may not use the role %, which exists already', current_user, role_name
					USING ERRCODE = 'insufficient_privilege',
						HINT = format('As an administrator: GRANT jobrun_engine, jobrun_tenant, jobrun_operator TO %I', current_user);
			END;
		END IF;
	END LOOP;
END
$$;
--> statement-breakpoint
-- The queue's own schema belongs to the engine, which needs no right in any other.
DO $$
BEGIN
	IF to_regnamespace('graphile_worker') IS NULL THEN
		CREATE SCHEMA graphile_worker AUTHORIZATION jobrun_engine;
	END IF;
END
$$;
