-- Forced row security and least privileges for the tables of outbound calls, as drizzle/0002 has them for the others.
DO $$
DECLARE
	table_name text;
BEGIN
	FOREACH table_name IN ARRAY ARRAY['voice_agents', 'outbound_settings', 'agent_calls', 'call_slots', 'outbound_usage',
		'follow_ups', 'callbacks', 'call_batches', 'batch_recipients', 'api_keys'] LOOP
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
		EXECUTE format('GRANT SELECT ON %I TO jobrun_engine, jobrun_tenant, jobrun_operator', table_name);
		EXECUTE format('GRANT INSERT, UPDATE ON %I TO jobrun_engine', table_name);
	END LOOP;
END
$$;
--> statement-breakpoint
GRANT DELETE ON call_slots TO jobrun_engine;
--> statement-breakpoint
-- Operators set up who may call how much, and tick off what a person has done.
GRANT INSERT, UPDATE, DELETE ON voice_agents, outbound_settings TO jobrun_operator;
--> statement-breakpoint
GRANT UPDATE ON callbacks, follow_ups TO jobrun_operator;
--> statement-breakpoint
-- Whoever is on nobody's list needs no look at it: a list of people who agreed to be called writes thousands at once.
CREATE OR REPLACE TRIGGER consents_mirrored AFTER UPDATE ON consents
FOR EACH ROW WHEN (NEW.channel = 'call' AND NEW.scope = 'org:' || NEW.org_id)
EXECUTE FUNCTION mirror_call_consent();
--> statement-breakpoint
CREATE TRIGGER consents_mirrored_new AFTER INSERT ON consents
FOR EACH ROW WHEN (NEW.channel = 'call' AND NEW.scope = 'org:' || NEW.org_id AND NEW.is_opted_out)
EXECUTE FUNCTION mirror_call_consent();
--> statement-breakpoint
-- The call log of the documents. A call is known by the company's id of its conversation, and by ours until there is one.
CREATE VIEW runbook."CallLog" AS
SELECT coalesce(conversation_id, id::text) AS "callId",
	org_id AS "businessId",
	status,
	direction,
	end_reason AS "endReason",
	analysis AS "analysisData",
	summary,
	created_at AS "createdAt"
FROM agent_calls;
--> statement-breakpoint
GRANT SELECT, UPDATE, DELETE ON runbook."CallLog" TO jobrun_operator;
