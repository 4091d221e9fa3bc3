-- The schema of the runbooks: views with the tables and columns of the documents, readable and writable, so that
-- every SQL statement of those documents runs as written with search_path=runbook,public.
CREATE SCHEMA runbook;
--> statement-breakpoint
GRANT USAGE ON SCHEMA runbook TO jobrun_operator;
--> statement-breakpoint
CREATE VIEW runbook.clients AS
SELECT id,
	name AS "businessName",
	region,
	owner_phone_as_written AS "phoneNumber",
	payment_active AS "paymentActive",
	twilio_number AS "twilioNumber",
	created_at AS "createdAt",
	updated_at AS "updatedAt"
FROM organizations;
--> statement-breakpoint
-- The documents spell the columns both ways; a view may simply show them twice.
CREATE VIEW runbook.twilio_number_pool AS
SELECT phone_e164,
	phone_e164 AS "phoneE164",
	status,
	org_id AS client_id,
	org_id AS "clientId",
	assigned_at,
	assigned_at AS "assignedAt",
	created_at,
	created_at AS "createdAt"
FROM phone_numbers
WHERE role = 'OPERATIONAL';
--> statement-breakpoint
CREATE VIEW runbook.onboarding_states AS
SELECT id,
	org_id AS client_id,
	org_id AS "clientId",
	state AS current_state,
	state AS "currentState",
	context AS collected_fields,
	context AS "collectedFields",
	created_at,
	created_at AS "createdAt",
	updated_at,
	updated_at AS "updatedAt"
FROM conversations
WHERE machine = 'onboarding';
--> statement-breakpoint
-- Writing a state by hand puts that client's machine into it: version NULL means that the machine completes the
-- context from the client's row when the next event arrives, and a new step makes waiting timers stale.
CREATE FUNCTION runbook.write_onboarding_state() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	client text := coalesce(NEW.client_id, NEW."clientId");
	new_state text := coalesce(NEW.current_state, NEW."currentState", 'S1_BUSINESS_TYPE_LOCATION');
	fields jsonb := coalesce(NEW.collected_fields, NEW."collectedFields", '{}'::jsonb);
	onboarding_number text;
	owner text;
	written uuid;
BEGIN
	IF TG_OP = 'UPDATE' THEN
		IF NEW.current_state IS NOT DISTINCT FROM OLD.current_state THEN
			new_state := coalesce(NEW."currentState", OLD.current_state);
		END IF;
		IF NEW.collected_fields IS NOT DISTINCT FROM OLD.collected_fields THEN
			fields := coalesce(NEW."collectedFields", OLD.collected_fields);
		END IF;
		UPDATE conversations
		SET state = new_state, context = fields, machine_version = NULL, step = step + 1, updated_at = clock_timestamp()
		WHERE id = OLD.id;
		DELETE FROM timers WHERE conversation_id = OLD.id;
		RETURN NEW;
	END IF;
	SELECT owner_phone INTO owner FROM organizations WHERE id = client;
	IF owner IS NULL THEN
		RAISE EXCEPTION 'no client with id %', client USING ERRCODE = 'foreign_key_violation';
	END IF;
	-- The one that the service recorded last, should there have been several.
	SELECT phone_e164 INTO onboarding_number FROM phone_numbers WHERE role = 'ONBOARDING'
	ORDER BY assigned_at DESC NULLS LAST, seeded_order LIMIT 1;
	IF onboarding_number IS NULL THEN
		RAISE EXCEPTION 'no onboarding number is known yet: start the service once, it records ONBOARDING_NUMBER';
	END IF;
	INSERT INTO conversations (id, org_id, our_number, their_number, machine, machine_version, state, context)
	VALUES (coalesce(NEW.id, gen_random_uuid()), client, onboarding_number, owner, 'onboarding', NULL, new_state, fields)
	ON CONFLICT (org_id, our_number, their_number, machine)
	DO UPDATE SET state = excluded.state, context = excluded.context, machine_version = NULL,
		step = conversations.step + 1, updated_at = clock_timestamp()
	RETURNING id INTO written;
	DELETE FROM timers WHERE conversation_id = written;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER onboarding_states_write INSTEAD OF INSERT OR UPDATE ON runbook.onboarding_states
FOR EACH ROW EXECUTE FUNCTION runbook.write_onboarding_state();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA runbook TO jobrun_operator;
